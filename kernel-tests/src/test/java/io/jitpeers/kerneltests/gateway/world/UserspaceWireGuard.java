package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A client's interface that uses wireguard-go instead of the kernel's WireGuard. */
public final class UserspaceWireGuard implements AutoCloseable {
  private final Process process;

  private UserspaceWireGuard(Process process) {
    this.process = process;
  }

  /**
   * Starts wireguard-go for a client, and configures the client's interface on it.
   *
   * @param folder the folder for its output
   */
  public static UserspaceWireGuard join(Client client, Path folder) {
    ProcessBuilder builder =
        new ProcessBuilder(
                "ip",
                "netns",
                "exec",
                client.where().name(),
                "wireguard-go",
                "--foreground",
                client.device())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("wireguard-go.log").toFile());
    try {
      UserspaceWireGuard made = new UserspaceWireGuard(builder.start());
      try {
        made.awaitInterface(client);
        client.configure();
        return made;
      } catch (AssertionError e) {
        made.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("wireguard-go did not start", e);
    }
  }

  private void awaitInterface(Client client) {
    if (!Await.until(
        Commands.TIMEOUT,
        () -> client.where().commands().attempt("wg", "show", client.device()).exitCode() == 0)) {
      throw new AssertionError("wireguard-go made no interface " + client.device());
    }
  }

  /** Ends it, which also removes the interface. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Commands.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
