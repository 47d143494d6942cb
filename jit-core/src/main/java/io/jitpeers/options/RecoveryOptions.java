package io.jitpeers.options;

import java.time.Duration;

/**
 * Options for recovery: if a client sends data and this gateway has no session for the data, the
 * gateway installs the client's peer and initiates a handshake. The session may have ended with an
 * eviction, or it may have been on another gateway that was lost. These options have an effect only
 * with a {@link io.jitpeers.recovery.TransportSource}.
 *
 * <p>Immutable and thread-safe.
 */
public final class RecoveryOptions {
  /**
   * The default number of clients whose endpoints are remembered, including clients whose peers are
   * on the device.
   */
  public static final int DEFAULT_INDEX_SIZE = 100_000;

  /**
   * The default time for which a client's endpoint is remembered after the client's peer was last
   * on the device.
   */
  public static final Duration DEFAULT_REMEMBER = Duration.ofHours(1);

  /**
   * The default rate of recoveries, in peers per second. Each recovery costs up to one lookup, one
   * install and one initiation. The rate limits this work when a gateway is lost and all its
   * clients come to the other gateways at once.
   */
  public static final int DEFAULT_RATE = 1_000;

  /** The default burst of recoveries, in peers. */
  public static final int DEFAULT_BURST = 5_000;

  /**
   * The shortest permitted pause between two recoveries of one peer. This pause is also the
   * default. The data plane itself repeats an initiation after the same time (REKEY_TIMEOUT;
   * whitepaper, section 6.1).
   */
  public static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

  /** The default maximum of the pause between two recoveries of one peer. */
  public static final Duration DEFAULT_MAX_PAUSE = Duration.ofMinutes(10);

  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_INDEX_SIZE = 10_000_000;

  private final int indexSize;
  private final Duration remember;
  private final int rate;
  private final int burst;
  private final Duration pause;
  private final Duration maxPause;

  private RecoveryOptions(Builder builder) {
    this.indexSize = builder.indexSize;
    this.remember = builder.remember;
    this.rate = builder.rate;
    this.burst = builder.burst;
    this.pause = builder.pause;
    this.maxPause = builder.maxPause;
  }

  /** {@return the default options} */
  public static RecoveryOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return how many clients' endpoints are remembered, including clients whose peers are on the
   * device}
   */
  public int indexSize() {
    return indexSize;
  }

  /**
   * {@return how long a client's endpoint is remembered after the client's peer was last seen on
   * the device}
   */
  public Duration remember() {
    return remember;
  }

  /** {@return the sustained rate of recoveries, in peers per second} */
  public int rate() {
    return rate;
  }

  /** {@return the burst of recoveries, in peers} */
  public int burst() {
    return burst;
  }

  /**
   * {@return the length of the pause that follows the first recovery of a peer; at least 5 s. The
   * peer is not recovered again during the pause}
   */
  public Duration pause() {
    return pause;
  }

  /**
   * Returns the maximum length of the pause between two recoveries of one peer. The pause doubles
   * with each recovery of the peer until the peer's client completes a handshake.
   *
   * @return no shorter than {@link #pause}
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
    private Duration pause = SHORTEST_PAUSE;
    private Duration maxPause = DEFAULT_MAX_PAUSE;

    private Builder() {}

    /**
     * Sets how many clients' endpoints are remembered. Clients whose peers are on the device count
     * too. If there are more clients, the client whose peer was on the device least recently is
     * forgotten.
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
     * Sets how long a client's endpoint is remembered after the client's peer was last seen on the
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
     * Sets the sustained rate of recoveries over all peers.
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
     * Sets the burst of recoveries over all peers: how many recoveries can begin at once before the
     * {@link #rate} limits them.
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
     * Sets the length of the pause that follows the first recovery of a peer. The peer is not
     * recovered again during the pause. Anyone can send packets with a client's source address. The
     * pause limits how many initiations such packets can cause.
     *
     * @param value at least 5 s
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder pause(Duration value) {
      if (OptionChecks.positive("pause", value).compareTo(SHORTEST_PAUSE) < 0) {
        throw new IllegalArgumentException("pause must be at least 5 s, not " + value);
      }
      this.pause = value;
      return this;
    }

    /**
     * Sets the maximum length of the pause between two recoveries of one peer. The pause doubles
     * with each recovery of the peer until the peer's client completes a handshake.
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
     * @throws IllegalArgumentException if the maximum pause is shorter than the first pause
     */
    public RecoveryOptions build() {
      if (maxPause.compareTo(pause) < 0) {
        throw new IllegalArgumentException(
            "maxPause " + maxPause + " is shorter than pause " + pause + ", which it bounds");
      }
      return new RecoveryOptions(this);
    }
  }
}
