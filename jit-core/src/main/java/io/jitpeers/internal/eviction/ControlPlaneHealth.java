package io.jitpeers.internal.eviction;

import java.time.Duration;

/** Determines from past lookups whether the control plane is reachable. Thread-safe. */
@FunctionalInterface
public interface ControlPlaneHealth {
  /**
   * Returns whether the control plane answered the lookup that ended last, and did so at most
   * {@code age} ago.
   */
  boolean answeredWithin(Duration age);
}
