package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Clients that communicate in the background. Closing this object stops them; closing again does
 * nothing.
 */
public final class Talk implements AutoCloseable {
  /** SIGTERM ends the script after the programs in its background, and it starts no more. */
  private static final String END_ALL = "trap 'kill $(jobs -p); wait; exit' TERM\n";

  private final Process process;

  private Talk(Process process) {
    this.process = process;
  }

  static Talk start(NetNamespace where, String script) {
    try {
      return new Talk(
          new ProcessBuilder("nsenter", "--net=" + where.path(), "bash", "-c", END_ALL + script)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException("the clients did not start to talk", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Commands.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
