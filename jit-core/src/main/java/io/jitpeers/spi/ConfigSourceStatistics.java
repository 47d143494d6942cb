package io.jitpeers.spi;

import java.util.Map;

/**
 * Numbers that a {@link PeerConfigSource} has of itself, for metrics and status pages. A snapshot:
 * immutable and thread-safe.
 *
 * <p>Names are one to 40 lower-case letters, digits and underscores, begin with a letter, and are
 * the same for the source's life: they become tags of metrics. At most 64 in each map; what is over
 * that, or has another name, is left out.
 */
public interface ConfigSourceStatistics {

  /** {@return how often something happened, by name; only grow} */
  default Map<String, Long> counters() {
    return Map.of();
  }

  /** {@return sizes as of now, by name} */
  default Map<String, Long> gauges() {
    return Map.of();
  }

  /**
   * {@return what each of the source's parts is doing, by the part's name, such as a circuit
   * breaker; every constant of the enum is a possible state}
   */
  default Map<String, Enum<?>> states() {
    return Map.of();
  }

  /** {@return those of a source that has none} */
  static ConfigSourceStatistics none() {
    return new ConfigSourceStatistics() {};
  }
}
