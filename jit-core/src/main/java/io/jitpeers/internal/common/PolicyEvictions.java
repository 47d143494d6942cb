package io.jitpeers.internal.common;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the evictions with the cause {@code POLICY}, by the label that the policy chose, in
 * bounded memory. All labels after the first 32 are counted together. Thread-safe.
 */
final class PolicyEvictions {
  /** The maximum number of labels. Each label becomes a time series in metrics. */
  static final int MOST_LABELS = 32;

  static final String OTHER = "other";

  private final Map<String, Long> counts = new TreeMap<>();

  synchronized void increment(String label) {
    boolean counted = counts.containsKey(label) || counts.size() < MOST_LABELS;
    counts.merge(counted ? label : OTHER, 1L, Long::sum);
  }

  synchronized Map<String, Long> counts() {
    return Map.copyOf(counts);
  }
}
