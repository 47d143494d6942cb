package io.jitpeers.kerneltests.support;

import java.time.Instant;

/**
 * The wall clock, for checks that a timestamp of the kernel lies between two readings: a handshake
 * happened after the client was told to begin, and before now. Nothing is measured with it.
 */
public final class WallClock {
  private WallClock() {}

  /** Returns the time. */
  public static Instant now() {
    return Instant.now();
  }
}
