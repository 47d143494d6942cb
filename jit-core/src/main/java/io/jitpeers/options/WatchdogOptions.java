package io.jitpeers.options;

import java.time.Duration;

/**
 * Time limits for calls to application code and plug-ins, such as listeners, observers, policies,
 * config sources, stores, replay memories and the methods that complete packets. The limits also
 * apply to stages of the orchestrator that make no progress. Immutable and thread-safe.
 */
public final class WatchdogOptions {
  /**
   * The default time after which a call to application code or a plug-in counts as slow. Clients
   * notice a longer delay.
   */
  public static final Duration DEFAULT_SLOW_CALL = Duration.ofMillis(100);

  /**
   * The default time after which a call to application code or a plug-in counts as hanging. It is
   * twice the 5 s after which a client repeats its initiation.
   */
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
   * Returns the default options.
   *
   * @return the same as {@code builder().build()}
   */
  public static WatchdogOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return how long a call to application code or a plug-in may take before it is counted and
   * logged as slow. {@link Builder#slowCall} names the calls that are exempt}
   */
  public Duration slowCall() {
    return slowCall;
  }

  /**
   * {@return how long a call to application code or a plug-in may run without progress before it
   * counts as hanging}
   */
  public Duration patience() {
    return patience;
  }

  /** Builds options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private Duration slowCall = DEFAULT_SLOW_CALL;
    private Duration patience = DEFAULT_PATIENCE;

    private Builder() {}

    /**
     * Sets how long a call to application code or a plug-in may take. A longer call is counted, and
     * a warning names what the call delays. Two kinds of calls are exempt: calls that only read the
     * device or list its peers, and calls of a config source on a separate thread. Warnings about
     * the same component are at least 10 s apart.
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
     * Sets how long a call to application code or a plug-in may run without progress before it
     * counts as hanging. A hanging call is counted and logged with the stack trace of its thread;
     * it is not interrupted. A stage of the orchestrator that makes no progress is noticed after 1
     * to 1.5 times this duration.
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
     * Creates the options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if {@code patience} is shorter than {@code slowCall}
     */
    public WatchdogOptions build() {
      return new WatchdogOptions(this);
    }
  }
}
