package io.jitpeers.examples.controlplane;

/**
 * The cache times that the control plane states for the shared caches in front of it. Immutable.
 *
 * @param maxAgeSeconds how long a shared cache may answer with a config before it asks the control
 *     plane again
 * @param staleWhileRevalidateSeconds how much longer a shared cache may answer with the config
 *     while it asks the control plane again
 */
public record SharedCaching(int maxAgeSeconds, int staleWhileRevalidateSeconds) {
  static final int STALE_WHILE_REVALIDATE = 10;

  /** Returns the maximum age, in seconds, of a config that a shared cache still returns. */
  long oldestSeconds() {
    return (long) maxAgeSeconds + staleWhileRevalidateSeconds;
  }
}
