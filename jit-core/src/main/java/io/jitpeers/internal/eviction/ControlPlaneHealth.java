package io.jitpeers.internal.eviction;

import java.time.Duration;

/** Determines from past lookups whether the control plane is reachable. Thread-safe. */
@FunctionalInterface
public interface ControlPlaneHealth {
  /**
   * Returns whether the latest lookup was answered and the latest answer is at most {@code age}
   * old.
   */
  boolean answeredWithin(Duration age);
}
