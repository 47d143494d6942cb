package io.jitpeers.examples.gateway.status;

import io.jitpeers.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A browser without a window, with an empty profile. */
final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long GOING_SECONDS = 60;

  private final Process process;
  private final URI debugging;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Starts it, and waits until it can be spoken to. */
  Chromium(Path profile) throws Exception {
    Path program =
        program().orElseThrow(() -> new IOException("there is no chromium program on the PATH"));
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--disable-extensions",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-proxy-server",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank"));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolveSibling("chromium.log").toFile())
            .start();
    debugging = URI.create("http://127.0.0.1:" + awaitPort(profile) + "/");
  }

  /** Where it is, under the name that Debian's package or another one gives it. */
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private int awaitPort(Path profile) throws Exception {
    Path file = profile.resolve("DevToolsActivePort");
    try {
      Await.until("chromium's port", () -> lines(file).size() > 1 || !process.isAlive());
      return Integer.parseInt(lines(file).get(0));
    } catch (AssertionError | RuntimeException e) {
      process.destroyForcibly();
      throw new IOException(
          "chromium does not start: " + Files.readString(profile.resolveSibling("chromium.log")),
          e);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Opens a page of so many pixels. */
  Page open(URI uri, int width, int height) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(debugging.resolve("/json/new?about:blank"))
            .timeout(PATIENCE)
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    Json target = Json.parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    Page page = new Page(http, URI.create(target.at("webSocketDebuggerUrl").text()));
    page.resize(width, height);
    page.goTo(uri);
    return page;
  }

  /** Asks it to go, so that it leaves nothing behind, and makes it go if it does not. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroy();
    try {
      process.waitFor(GOING_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
