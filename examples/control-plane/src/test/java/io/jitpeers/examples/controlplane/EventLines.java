package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream of changes, read line by line. */
final class EventLines implements AutoCloseable {
  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private String id = "";

  private EventLines(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.US_ASCII));
  }

  static EventLines open(URI base, String token, @Nullable String lastId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/changes"))
            .header("Authorization", "Bearer " + token);
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    return new EventLines(
        HttpClient.newHttpClient()
            .send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
  }

  /** Opens one and reads up to its first position. */
  static EventLines begun(URI base, String token) throws Exception {
    EventLines stream = open(base, token, null);
    assertThat(stream.status()).isEqualTo(200);
    while (stream.id.isEmpty()) {
      assertThat(stream.line()).isNotNull();
    }
    return stream;
  }

  int status() {
    return response.statusCode();
  }

  Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** The newest position that was read. */
  String id() {
    return id;
  }

  /** The next line, or null at the end. */
  @Nullable String line() throws IOException {
    @Nullable String line = lines.readLine();
    if (line != null && line.startsWith("id: ")) {
      id = line.substring("id: ".length());
    }
    return line;
  }

  /** The next line of data, or null at the end. */
  @Nullable String data() throws IOException {
    for (String line = line(); line != null; line = line()) {
      if (line.startsWith("data: ")) {
        return line.substring("data: ".length());
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
