package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** wireguard-go, another implementation than the kernel's, as a client's interface. */
public final class UserspaceWireGuard implements AutoCloseable {
  private final Process process;

  private UserspaceWireGuard(Process process) {
    this.process = process;
  }

  /**
   * Starts one for a client, and brings the client up on it.
   *
   * @param folder for what it prints
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

  /** Ends it, and with it the interface. */
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
