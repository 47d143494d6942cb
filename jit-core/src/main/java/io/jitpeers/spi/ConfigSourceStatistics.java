package io.jitpeers.spi;

import java.util.Map;

/**
 * The statistics of a {@link PeerConfigSource}, for metrics and status pages. A snapshot: immutable
 * and thread-safe.
 *
 * <p>The names, which are the keys of the maps, become tags of metrics. A name has one to 40
 * lower-case letters, digits and underscores, begins with a letter, and does not change during the
 * source's life. Each map has at most 64 names; further names and invalid names are ignored.
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
   * {@return the current state of each of the source's parts, such as a circuit breaker, by the
   * part's name; every constant of the enum is a possible state}
   */
  default Map<String, Enum<?>> states() {
    return Map.of();
  }

  /** {@return empty statistics} */
  static ConfigSourceStatistics none() {
    return new ConfigSourceStatistics() {};
  }
}
