package io.jitpeers.internal.common;

import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.PeerConfigSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An immutable copy of a config source's statistics. Each map has at most 64 names. Invalid names
 * are left out.
 */
public record ConfigSourceCounts(
    Map<String, Long> counters, Map<String, Long> gauges, Map<String, Enum<?>> states)
    implements ConfigSourceStatistics {
  private static final Logger log = LoggerFactory.getLogger(ConfigSourceCounts.class);

  /**
   * The maximum number of names in each map. It is small, because each name becomes a time series
   * in a metrics system.
   */
  private static final int MOST_NAMES = 64;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  /** Copies the statistics of a source. If the source throws, the copy is empty. */
  public static ConfigSourceCounts of(PeerConfigSource source) {
    try {
      ConfigSourceStatistics said = source.statistics();
      return new ConfigSourceCounts(
          bounded(said.counters()), bounded(said.gauges()), bounded(said.states()));
    } catch (RuntimeException | Error e) {
      // Logged only at debug level, because statistics are read every second.
      log.debug(
          "the statistics of the config source {} could not be read",
          source.getClass().getName(),
          e);
      return new ConfigSourceCounts(Map.of(), Map.of(), Map.of());
    }
  }

  private static <V> Map<String, V> bounded(Map<String, ? extends V> all) {
    Map<String, V> bounded = new TreeMap<>();
    for (Map.Entry<String, ? extends V> entry : new TreeMap<>(all).entrySet()) {
      if (bounded.size() < MOST_NAMES && NAME.matcher(entry.getKey()).matches()) {
        bounded.put(entry.getKey(), entry.getValue());
      }
    }
    return Map.copyOf(bounded);
  }
}
