package io.jitpeers.kerneltests.gateway.fleet;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code examples/fleet/cache}: nginx in front of a control plane. */
final class CacheProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path SCRIPT = Repository.file("examples/fleet/cache");
  private static final Path PRINTED =
      Path.of(System.getProperty("jit.kernel.folder"), "programs", "cache.log");

  private final Process process;

  private CacheProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts the cache.
   *
   * @param origin the control plane's address and port
   * @param listen its own address and port
   */
  static CacheProcess start(NetNamespace where, String origin, String listen) {
    try {
      Files.createDirectories(PRINTED.getParent());
      Process process =
          new ProcessBuilder("nsenter", "--net=" + where.path(), SCRIPT.toString(), origin, listen)
              .redirectErrorStream(true)
              .redirectOutput(PRINTED.toFile())
              .start();
      CacheProcess made = new CacheProcess(process);
      Await.until(PATIENCE, () -> printed().contains("listening on") || !process.isAlive());
      if (!process.isAlive()) {
        throw new AssertionError("nginx did not start: " + printed());
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("could not start " + SCRIPT, e);
    }
  }

  private static String printed() {
    try {
      return Files.readString(PRINTED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it by SIGTERM, upon which it removes its files. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the cache does not end: " + printed());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
