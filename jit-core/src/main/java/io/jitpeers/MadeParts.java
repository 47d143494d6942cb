package io.jitpeers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The parts that a builder has created from settings. The parts hold ports, files and threads. If
 * the builder fails, it closes the parts. If it builds an orchestrator, the orchestrator takes over
 * the parts. Parts that the user sets on the builder are not included. Not thread-safe.
 */
final class MadeParts {
  /** The parts, the newest first. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private boolean closed;

  /** Adds a part, but only if it is {@link AutoCloseable}. */
  void add(Object part) {
    if (part instanceof AutoCloseable closeable) {
      parts.push(closeable);
    }
  }

  /** Returns whether parts were closed. If so, no orchestrator can be built from them any more. */
  boolean areClosed() {
    return closed;
  }

  /** Returns the parts, the newest first. */
  List<AutoCloseable> all() {
    return List.copyOf(parts);
  }

  /**
   * Forgets the parts, so that the builder does not close them. Called when an orchestrator has
   * taken them over.
   */
  void handOver() {
    parts.clear();
  }

  /**
   * Closes the parts, the newest first. If closing a part throws, the exception is added to the
   * given failure as a suppressed exception.
   */
  void close(Throwable failure) {
    closed |= !parts.isEmpty();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Throwable e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (e != failure) { // A throwable cannot be suppressed by itself.
          failure.addSuppressed(e);
        }
      }
    }
  }
}
