package io.jitpeers.options;

import java.time.Duration;

/**
 * How long calls of others' code may take: listeners, observers, policies, config sources, stores,
 * replay memories and completions of packets; and a stage of the orchestrator's own without going
 * on. Immutable and thread-safe.
 */
public final class WatchdogOptions {
  /** A call that takes longer holds clients up who can feel it. */
  public static final Duration DEFAULT_SLOW_CALL = Duration.ofMillis(100);

  /** Twice what a client waits before it tries again: a call that takes longer hangs. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  private final Duration slowCall;
  private final Duration patience;

  private WatchdogOptions(Builder builder) {
    this.slowCall = builder.slowCall;
    this.patience = builder.patience;
    if (patience.compareTo(slowCall) < 0) {
      throw new IllegalArgumentException(
          "patience " + patience + " is shorter than slowCall " + slowCall);
    }
  }

  /**
   * Returns the default of everything.
   *
   * @return options as of {@code builder().build()}
   */
  public static WatchdogOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how long a call may take before a warning names it} */
  public Duration slowCall() {
    return slowCall;
  }

  /** {@return how long a call may go without returning before it counts as hanging} */
  public Duration patience() {
    return patience;
  }

  /** Collects options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private Duration slowCall = DEFAULT_SLOW_CALL;
    private Duration patience = DEFAULT_PATIENCE;

    private Builder() {}

    /**
     * Sets how long a call may take. One that takes longer is counted and named in a warning, with
     * what it holds up; a warning about the same part comes at most every 10 s.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder slowCall(Duration value) {
      this.slowCall = OptionChecks.positive("slowCall", value);
      return this;
    }

    /**
     * Sets how long a call may go without returning. One that takes longer is counted, and logged
     * with the stack of its thread while it lasts; nothing interrupts it. A stage that does not go
     * on is noticed after as long, or half as long again.
     *
     * @param value {@link #slowCall} or longer
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder patience(Duration value) {
      this.patience = OptionChecks.positive("patience", value);
      return this;
    }

    /**
     * Creates options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if patience is shorter than slowCall
     */
    public WatchdogOptions build() {
      return new WatchdogOptions(this);
    }
  }
}
