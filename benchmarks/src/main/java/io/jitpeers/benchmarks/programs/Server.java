package io.jitpeers.benchmarks.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs as a server until it is closed. It prints {@code listening on URL} when it is
 * ready.
 */
public final class Server implements AutoCloseable {
  private static final String READY = "listening on ";
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final URI uri;

  private Server(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /**
   * Starts a server and waits until it listens.
   *
   * @param command the program and its arguments
   * @throws IOException if the server does not start to listen
   */
  public static Server start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      // A thread keeps reading the program's output, so that the program never blocks on writing
      // it.
      CompletableFuture<URI> listening = new CompletableFuture<>();
      Thread reader = new Thread(() -> read(process, listening), "server-output");
      reader.setDaemon(true);
      reader.start();
      return new Server(process, listening.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw new IOException(command.get(0) + " does not listen", e);
    }
  }

  private static void read(Process process, CompletableFuture<URI> listening) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          listening.complete(URI.create(line.substring(READY.length()).strip()));
        }
      }
      listening.completeExceptionally(new IOException("the program ended"));
    } catch (IOException | IllegalArgumentException e) {
      listening.completeExceptionally(e);
    }
  }

  /** Returns the URL on which the server listens. */
  public URI uri() {
    return uri;
  }

  /** Ends the program and waits for its end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
