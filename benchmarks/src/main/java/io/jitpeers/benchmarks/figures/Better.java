package io.jitpeers.benchmarks.figures;

/** Which of two values of a figure is the better one. */
public enum Better {
  /** A time, a size, an allocation. */
  LOWER,
  /** A throughput. */
  HIGHER
}
