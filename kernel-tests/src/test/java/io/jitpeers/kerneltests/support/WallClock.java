package io.jitpeers.kerneltests.support;

import java.time.Instant;

/**
 * The wall clock, for what has the kernel's own timestamps between two of its own: a handshake
 * happened after the client was told to begin, and before now. Nothing is measured with it.
 */
public final class WallClock {
  private WallClock() {}

  /** Returns the time. */
  public static Instant now() {
    return Instant.now();
  }
}
