package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.figures.Effort;

/** How much a section measures. */
public enum Size {
  /** Next to nothing: shows that a section works, in seconds. Its figures are worth nothing. */
  TINY,
  /** For {@link Effort#QUICK}. */
  QUICK,
  /** For {@link Effort#FULL}. */
  FULL;

  /** The system property that makes everything tiny if it is {@code true}. */
  public static final String TINY_PROPERTY = "jit.benchmarks.tiny";

  /** Returns the size for an effort, or the tiny one if the system property says so. */
  public static Size of(Effort effort) {
    if (Boolean.getBoolean(TINY_PROPERTY)) {
      return TINY;
    }
    return effort == Effort.QUICK ? QUICK : FULL;
  }

  /** Returns what there is for this size. */
  public <T> T choose(T tiny, T quick, T full) {
    return switch (this) {
      case TINY -> tiny;
      case QUICK -> quick;
      case FULL -> full;
    };
  }
}
