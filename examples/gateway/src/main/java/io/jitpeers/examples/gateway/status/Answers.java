package io.jitpeers.examples.gateway.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.io.ByteStreams;
import io.jitpeers.examples.common.Version;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers requests by their path. Thread-safe. */
final class Answers {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String SINCE = "since=";

  private final List<InterfaceRecorder> recorders;
  private final Metrics metrics;
  private final TimeSource time;
  private final String version;
  private final Instant startedAt;
  private final long startedNanos;
  private final Map<String, Answer> files;

  Answers(List<InterfaceRecorder> recorders, Metrics metrics, TimeSource time) throws IOException {
    this.recorders = List.copyOf(recorders);
    this.metrics = metrics;
    this.time = time;
    this.version = Version.text();
    this.startedAt = time.wallTime();
    this.startedNanos = time.nanoTime();
    this.files =
        Map.of(
            "/", file("status.html", "text/html; charset=utf-8"),
            "/status.css", file("status.css", "text/css; charset=utf-8"),
            "/status.js", file("status.js", "text/javascript; charset=utf-8"),
            "/explain.js", file("explain.js", "text/javascript; charset=utf-8"),
            "/icon.svg", file("icon.svg", "image/svg+xml"));
  }

  private static Answer file(String name, String contentType) throws IOException {
    try (InputStream in = Answers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("this program lacks its " + name);
      }
      return Answer.ok(contentType, ByteStreams.toByteArray(in));
    }
  }

  Answer to(URI request) throws IOException {
    String path = request.getPath();
    Answer file = files.get(path);
    if (file != null) {
      return file;
    }
    return switch (path) {
      case "/status.json" -> status(request.getQuery());
      case "/health" -> health();
      case "/metrics" ->
          Answer.ok(Metrics.CONTENT_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8));
      default ->
          Answer.sentence(
              HttpURLConnection.HTTP_NOT_FOUND,
              "There is /, /status.json, /metrics and /health here.");
    };
  }

  private Answer status(String query) throws IOException {
    long after;
    try {
      after =
          query != null && query.startsWith(SINCE)
              ? Long.parseLong(query.substring(SINCE.length()))
              : Long.MIN_VALUE;
    } catch (NumberFormatException e) {
      return Answer.sentence(
          HttpURLConnection.HTTP_BAD_REQUEST, "since is a number of milliseconds since 1970.");
    }
    Map<InterfaceRecorder, InterfaceNow> interfaces = new LinkedHashMap<>();
    recorders.forEach(recorder -> interfaces.put(recorder, InterfaceNow.of(recorder)));
    StatusJson.Gateway gateway =
        new StatusJson.Gateway(
            version, time.wallTime(), startedAt, Duration.ofNanos(time.nanoTime() - startedNanos));
    return Answer.ok(
        Answer.JSON,
        json(generator -> new StatusJson(generator, after).write(gateway, interfaces)));
  }

  private Answer health() throws IOException {
    Map<String, InterfaceNow> interfaces = new LinkedHashMap<>();
    recorders.forEach(recorder -> interfaces.put(recorder.name(), InterfaceNow.of(recorder)));
    boolean down =
        interfaces.values().stream().anyMatch(now -> now.health().state() == JitHealth.State.DOWN);
    return new Answer(
        down ? HttpURLConnection.HTTP_UNAVAILABLE : HttpURLConnection.HTTP_OK,
        Answer.JSON,
        json(generator -> HealthJson.write(generator, interfaces)));
  }

  private interface JsonBody {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static byte[] json(JsonBody body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      body.writeTo(json);
    }
    return out.toByteArray();
  }
}
