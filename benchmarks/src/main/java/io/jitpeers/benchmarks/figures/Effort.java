package io.jitpeers.benchmarks.figures;

/** How long a benchmark run may take. */
public enum Effort {
  /** Few rounds and small sizes: all sections together take at most six minutes. */
  QUICK,
  /** All sizes, and as many rounds as a claim needs. */
  FULL
}
