package io.jitpeers.spi;

import java.util.Map;

/**
 * The statistics of a {@link PeerConfigSource}, for metrics and status pages. A snapshot, immutable
 * and thread-safe.
 *
 * <p>The keys of the maps are names, which become tags of metrics. A name consists of 1 to 40
 * lower-case letters, digits and underscores, and begins with a letter. A name does not change
 * during the source's life. Each map has at most 64 names; the orchestrator ignores further names
 * and invalid names.
 */
public interface ConfigSourceStatistics {

  /** {@return counters by name; they only grow} */
  default Map<String, Long> counters() {
    return Map.of();
  }

  /** {@return current sizes by name} */
  default Map<String, Long> gauges() {
    return Map.of();
  }

  /**
   * {@return the current states of the source's parts, such as a circuit breaker, by part name. A
   * part can be in any state that its enum has a constant for}
   */
  default Map<String, Enum<?>> states() {
    return Map.of();
  }

  /** {@return empty statistics} */
  static ConfigSourceStatistics none() {
    return new ConfigSourceStatistics() {};
  }
}
