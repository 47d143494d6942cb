package io.jitpeers.options;

import java.time.Duration;

/**
 * How traffic from the private side brings evicted peers back. Of use only with an {@link
 * io.jitpeers.wakeup.OutboundSource}: without one nothing is remembered and nobody is woken.
 *
 * <p>Immutable and thread-safe.
 */
public final class WakeUpOptions {
  /** Peers that are remembered, resident ones included. */
  public static final int DEFAULT_INDEX_SIZE = 100_000;

  /** For how long a peer is remembered after it was last seen resident. */
  public static final Duration DEFAULT_REMEMBER = Duration.ofHours(1);

  /**
   * Peers woken a second. Each may cost a lookup, an install and an initiation to an address where
   * nobody may be any more, so this is far less than initiations of clients may cause.
   */
  public static final int DEFAULT_RATE = 100;

  /** Peers woken at once. */
  public static final int DEFAULT_BURST = 200;

  /**
   * How long a key is left alone after it was woken: as long as a client has to answer (the kernel
   * initiates again after 5 s, REKEY_TIMEOUT, whitepaper section 6.1).
   */
  public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(5);

  /** How long that pause may get. */
  public static final Duration DEFAULT_MAX_PAUSE = Duration.ofMinutes(10);

  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_INDEX_SIZE = 10_000_000;

  private final int indexSize;
  private final Duration remember;
  private final int rate;
  private final int burst;
  private final Duration pause;
  private final Duration maxPause;

  private WakeUpOptions(Builder builder) {
    this.indexSize = builder.indexSize;
    this.remember = builder.remember;
    this.rate = builder.rate;
    this.burst = builder.burst;
    this.pause = builder.pause;
    this.maxPause = builder.maxPause;
  }

  /**
   * Returns the default of everything.
   *
   * @return options as of {@code builder().build()}
   */
  public static WakeUpOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many peers are remembered, those that are resident included} */
  public int indexSize() {
    return indexSize;
  }

  /**
   * {@return for how long a peer can be woken after it was last seen resident, longer than zero}
   */
  public Duration remember() {
    return remember;
  }

  /** {@return the lasting limit of wake-ups, peers a second} */
  public int rate() {
    return rate;
  }

  /** {@return how many peers may be woken at once} */
  public int burst() {
    return burst;
  }

  /**
   * {@return how long a key is left alone after it was woken for the first time, longer than zero}
   */
  public Duration pause() {
    return pause;
  }

  /**
   * Returns how long that pause gets, doubled each time that no handshake came of a wake-up.
   *
   * @return no shorter than {@link #pause}
   */
  public Duration maxPause() {
    return maxPause;
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private int indexSize = DEFAULT_INDEX_SIZE;
    private Duration remember = DEFAULT_REMEMBER;
    private int rate = DEFAULT_RATE;
    private int burst = DEFAULT_BURST;
    private Duration pause = DEFAULT_PAUSE;
    private Duration maxPause = DEFAULT_MAX_PAUSE;

    private Builder() {}

    /**
     * Sets how many peers are remembered. Resident peers are among them, so this should be more
     * than are resident and left within {@link #remember} together; beyond it the one that was seen
     * longest ago is forgotten.
     *
     * @param value 1 to 10,000,000
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder indexSize(int value) {
      this.indexSize = OptionChecks.atMost("indexSize", value, MAX_INDEX_SIZE);
      return this;
    }

    /**
     * Sets for how long a peer can be woken after it was last seen resident.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder remember(Duration value) {
      this.remember = OptionChecks.positive("remember", value);
      return this;
    }

    /**
     * Sets the lasting limit of wake-ups, over all peers.
     *
     * @param value 1 to 1,000,000 peers a second
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder rate(int value) {
      this.rate = OptionChecks.atMost("rate", value, MAX_RATE);
      return this;
    }

    /**
     * Sets how many peers may be woken at once.
     *
     * @param value 1 to 1,000,000
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder burst(int value) {
      this.burst = OptionChecks.atMost("burst", value, MAX_RATE);
      return this;
    }

    /**
     * Sets how long a key is left alone after it was woken for the first time. Each further time
     * that no handshake came of it the pause doubles.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder pause(Duration value) {
      this.pause = OptionChecks.positive("pause", value);
      return this;
    }

    /**
     * Sets how long that pause may get.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxPause(Duration value) {
      this.maxPause = OptionChecks.positive("maxPause", value);
      return this;
    }

    /**
     * Creates the options.
     *
     * @return immutable options
     * @throws IllegalArgumentException if the longest pause is shorter than the first one
     */
    public WakeUpOptions build() {
      if (maxPause.compareTo(pause) < 0) {
        throw new IllegalArgumentException(
            "maxPause " + maxPause + " is shorter than pause " + pause + ", which it bounds");
      }
      return new WakeUpOptions(this);
    }
  }
}
