package io.jitpeers.internal.eviction;

import java.time.Duration;

/** What lookups have shown of the control plane. Thread-safe. */
@FunctionalInterface
public interface ControlPlaneHealth {
  /** Whether the latest lookup was answered, and an answer is no older than this. */
  boolean answeredWithin(Duration age);
}
