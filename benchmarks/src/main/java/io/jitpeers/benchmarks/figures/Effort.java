package io.jitpeers.benchmarks.figures;

/** The effort of a benchmark run, which limits its duration. */
public enum Effort {
  /** Few rounds and small sizes. All sections together take at most six minutes. */
  QUICK,
  /** All sizes, and enough rounds for figures that README and docs claim. */
  FULL
}
