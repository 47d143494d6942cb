package io.jitpeers.options;

import java.time.Duration;

/** How listeners and observers are told. Immutable and thread-safe. */
public final class EventOptions {
  /** A few MB at the most; a listener that writes each event to a disk falls behind by seconds. */
  public static final int DEFAULT_QUEUE_CAPACITY = 10_000;

  /** As long as closing waits for peers on their way in, by default. */
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
   * Returns the default of everything.
   *
   * @return options as of {@code builder().build()}
   */
  public static EventOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many events, and how many stage times, may wait for those who are told} */
  public int queueCapacity() {
    return queueCapacity;
  }

  /** {@return how long closing waits for events that were not told yet, zero for not at all} */
  public Duration closeDeadline() {
    return closeDeadline;
  }

  /** {@return whether they are told on the thread on which it happens, which they then hold up} */
  public boolean inline() {
    return inline;
  }

  /** Collects options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private int queueCapacity = DEFAULT_QUEUE_CAPACITY;
    private Duration closeDeadline = DEFAULT_CLOSE_DEADLINE;
    private boolean inline;

    private Builder() {}

    /**
     * Sets how many events may wait for the listeners. Further ones are dropped and counted, the
     * newest first to go; stage times have a queue of their own of the same size.
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
     * Sets how long closing waits until the listeners have been told what waits for them.
     *
     * @param value zero for not at all
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder closeDeadline(Duration value) {
      this.closeDeadline = OptionChecks.notNegative("closeDeadline", value);
      return this;
    }

    /**
     * Has listeners and observers called on the thread on which it happens, before that goes on.
     * For tests that move time by hand: a listener that blocks then blocks the orchestrator.
     *
     * @param value true for so
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
