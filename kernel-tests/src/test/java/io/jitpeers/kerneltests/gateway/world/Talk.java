package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Clients that communicate in the background. Closing this object stops them; closing again does
 * nothing.
 */
public final class Talk implements AutoCloseable {
  private final Process process;

  private Talk(Process process) {
    this.process = process;
  }

  static Talk start(NetNamespace where, String script) {
    try {
      return new Talk(
          new ProcessBuilder("nsenter", "--net=" + where.path(), "bash", "-c", script).start());
    } catch (IOException e) {
      throw new UncheckedIOException("the clients did not start to talk", e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
