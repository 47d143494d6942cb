package io.jitpeers.benchmarks.figures;

/** Whether lower or higher values of a figure are better. */
public enum Better {
  /** Lower is better: a time, a size or an allocation. */
  LOWER,
  /** Higher is better: a throughput. */
  HIGHER
}
