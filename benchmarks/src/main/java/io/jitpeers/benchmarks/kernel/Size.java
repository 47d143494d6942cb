package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.figures.Effort;

/** The size of a section's measurement. */
public enum Size {
  /**
   * A minimal size. A section then takes seconds and only shows that it works. Its figures are
   * meaningless.
   */
  TINY,
  /** The size for {@link Effort#QUICK}. */
  QUICK,
  /** The size for {@link Effort#FULL}. */
  FULL;

  /** The system property that selects the minimal size if it is {@code true}. */
  public static final String TINY_PROPERTY = "jit.benchmarks.tiny";

  /**
   * Returns the size for an effort. If the system property {@link #TINY_PROPERTY} is {@code true},
   * returns {@link #TINY}.
   */
  public static Size of(Effort effort) {
    if (Boolean.getBoolean(TINY_PROPERTY)) {
      return TINY;
    }
    return effort == Effort.QUICK ? QUICK : FULL;
  }

  /** Returns the argument for this size. */
  public <T> T choose(T tiny, T quick, T full) {
    return switch (this) {
      case TINY -> tiny;
      case QUICK -> quick;
      case FULL -> full;
    };
  }
}
