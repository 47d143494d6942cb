package io.jitpeers.options;

import java.time.Duration;

/**
 * Options for the delivery of events to listeners, and of stage times to observers. A stage time is
 * how long a packet took in one stage of its processing. Immutable and thread-safe.
 */
public final class EventOptions {
  /**
   * The default queue capacity. This capacity suffices for a listener that falls a few seconds
   * behind, for example because it writes each event to a disk. A full queue takes a few MB at
   * most.
   */
  public static final int DEFAULT_QUEUE_CAPACITY = 10_000;

  /**
   * The default close deadline, which equals the default of {@link
   * ProvisioningOptions#closeDeadline}.
   */
  public static final Duration DEFAULT_CLOSE_DEADLINE = Duration.ofSeconds(2);

  private final int queueCapacity;
  private final Duration closeDeadline;
  private final boolean inline;

  private EventOptions(Builder builder) {
    this.queueCapacity = builder.queueCapacity;
    this.closeDeadline = builder.closeDeadline;
    this.inline = builder.inline;
  }

  /**
   * Returns the default options.
   *
   * @return the same as {@code builder().build()}
   */
  public static EventOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return how many events may wait for listeners; the same number of stage times may wait for
   * observers}
   */
  public int queueCapacity() {
    return queueCapacity;
  }

  /**
   * {@return the longest time for which closing the orchestrator waits, first until the listeners
   * have received all waiting events, and then until all waiting calls to the {@linkplain
   * io.jitpeers.trace.ProvisioningTracer tracer} are done. Zero means that closing does not wait}
   */
  public Duration closeDeadline() {
    return closeDeadline;
  }

  /**
   * {@return whether listeners and observers are called on the thread where an event occurs. That
   * thread then waits until the listeners and observers return}
   */
  public boolean inline() {
    return inline;
  }

  /** Builds options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
    private Duration closeDeadline = DEFAULT_CLOSE_DEADLINE;
    private boolean inline;

    private Builder() {}

    /**
     * Sets how many events may wait for the listeners. If this number of events waits, new events
     * are dropped and counted. The same limit applies separately to the stage times that wait for
     * the observers.
     *
     * @param value 1 to 1,000,000
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder queueCapacity(int value) {
      this.queueCapacity = OptionChecks.atMost("queueCapacity", value, 1_000_000);
      return this;
    }

    /**
     * Sets the longest time for which closing the orchestrator waits. Closing first waits until the
     * listeners have received all waiting events. Closing then waits until all waiting calls to the
     * {@linkplain io.jitpeers.trace.ProvisioningTracer tracer} are done. This time limits the two
     * waits together.
     *
     * @param value zero or longer; with zero, closing does not wait
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder closeDeadline(Duration value) {
      this.closeDeadline = OptionChecks.notNegative("closeDeadline", value);
      return this;
    }

    /**
     * Sets whether listeners and observers are called on the thread where an event occurs. That
     * thread then waits until the listeners and observers return, so a listener that blocks also
     * blocks the orchestrator. This mode is intended for tests with a manual clock.
     *
     * @param value true to call listeners and observers on that thread; false unless set
     * @return this
     */
    public Builder inline(boolean value) {
      this.inline = value;
      return this;
    }

    /** {@return immutable options} */
    public EventOptions build() {
      return new EventOptions(this);
    }
  }
}
