package io.jitpeers.options;

import java.time.Duration;

/**
 * Options for wake-ups. A wake-up reinstalls an evicted peer when a packet is sent to one of the
 * peer's allowed IPs. These options have an effect only with an {@link
 * io.jitpeers.wakeup.OutboundSource}. Without such a source, no peers are remembered or woken.
 *
 * <p>Immutable and thread-safe.
 */
public final class WakeUpOptions {
  /**
   * The default maximum number of peers that are remembered for wake-ups, including peers on the
   * device.
   */
  public static final int DEFAULT_INDEX_SIZE = 100_000;

  /** The default time for which a peer is remembered after it was last seen on the device. */
  public static final Duration DEFAULT_REMEMBER = Duration.ofHours(1);

  /**
   * The default rate limit for wake-ups, in peers per second. Each wake-up may cost a config
   * lookup, an install, and an initiation to an endpoint that may be out of use. This limit is
   * therefore far below the limit for initiations from clients, {@link
   * AdmissionOptions#DEFAULT_GLOBAL_RATE}.
   */
  public static final int DEFAULT_RATE = 100;

  /** The default maximum burst of wake-ups, in peers. */
  public static final int DEFAULT_BURST = 200;

  /**
   * The default pause after the first wake-up of a peer. During the pause, the peer is not woken
   * again, and the client can answer the initiation that the wake-up caused. The kernel itself
   * repeats an unanswered initiation after the same time (REKEY_TIMEOUT, whitepaper section 6.1).
   */
  public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(5);

  /** The default maximum length of the pause between two wake-ups of one peer. */
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
   * Returns the default options.
   *
   * @return the same as {@code builder().build()}
   */
  public static WakeUpOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the maximum number of peers that are remembered for wake-ups, including peers on the
   * device}
   */
  public int indexSize() {
    return indexSize;
  }

  /**
   * {@return for how long a peer is remembered, and so can be woken, after it was last seen on the
   * device; longer than zero}
   */
  public Duration remember() {
    return remember;
  }

  /** {@return the sustained rate of wake-ups, in peers per second} */
  public int rate() {
    return rate;
  }

  /** {@return the maximum burst of wake-ups, in peers} */
  public int burst() {
    return burst;
  }

  /**
   * {@return the pause after the first wake-up of a peer, during which the peer is not woken again;
   * longer than zero}
   */
  public Duration pause() {
    return pause;
  }

  /**
   * Returns the maximum length of the pause after a wake-up. The pause doubles with each wake-up
   * that leads to no handshake.
   *
   * @return the maximum length; no shorter than {@link #pause}
   */
  public Duration maxPause() {
    return maxPause;
  }

  /** Builds options. Not thread-safe. */
  public static final class Builder {
    private int indexSize = DEFAULT_INDEX_SIZE;
    private Duration remember = DEFAULT_REMEMBER;
    private int rate = DEFAULT_RATE;
    private int burst = DEFAULT_BURST;
    private Duration pause = DEFAULT_PAUSE;
    private Duration maxPause = DEFAULT_MAX_PAUSE;

    private Builder() {}

    /**
     * Sets the maximum number of peers that are remembered for wake-ups. Peers on the device count
     * too. The value should therefore exceed the number of peers on the device plus the number of
     * peers that are evicted within the {@link #remember} time. If the maximum is exceeded, the
     * peer that was on the device least recently is forgotten.
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
     * Sets for how long a peer is remembered, and so can be woken, after it was last seen on the
     * device.
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
     * Sets the sustained rate of wake-ups, counted over all peers.
     *
     * @param value 1 to 1,000,000 peers per second
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder rate(int value) {
      this.rate = OptionChecks.atMost("rate", value, MAX_RATE);
      return this;
    }

    /**
     * Sets the maximum burst of wake-ups, counted over all peers.
     *
     * @param value 1 to 1,000,000 peers
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder burst(int value) {
      this.burst = OptionChecks.atMost("burst", value, MAX_RATE);
      return this;
    }

    /**
     * Sets the pause after the first wake-up of a peer, during which the peer is not woken again.
     * The pause doubles with each wake-up that leads to no handshake.
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
     * Sets the maximum length of the pause after a wake-up.
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
     * @throws IllegalArgumentException if {@code maxPause} is shorter than {@code pause}
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
