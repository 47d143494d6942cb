package io.jitpeers.internal.eviction;

/** What lookups have shown of the control plane. Thread-safe. */
@FunctionalInterface
public interface ControlPlaneHealth {
  /** Whether the latest lookups were answered. True also if there have been none. */
  boolean reachable();
}
