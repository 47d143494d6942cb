package io.jitpeers.options;

/**
 * Limits on how many outcomes of initiations are remembered for {@link
 * io.jitpeers.JitOrchestrator#explain}, which explains why a peer cannot connect. Immutable and
 * thread-safe.
 */
public final class ExplainOptions {
  /** The default number of peers whose outcomes are remembered. */
  public static final int DEFAULT_PEERS = 4_096;

  /** The default number of different outcomes that are remembered for each peer. */
  public static final int DEFAULT_OUTCOMES = 8;

  /** The largest permitted value of {@link Builder#peers}. */
  public static final int MOST_PEERS = 1 << 20;

  /** The largest permitted value of {@link Builder#outcomes}. */
  public static final int MOST_OUTCOMES = 64;

  /**
   * The smallest permitted number of remembered peers other than 0. With 0, no peers are
   * remembered. With 4, each of the three shares that {@link Builder#peers} describes can hold at
   * least one peer.
   */
  private static final int LEAST_PEERS = 4;

  private final int peers;
  private final int outcomes;

  private ExplainOptions(Builder builder) {
    this.peers = builder.peers;
    this.outcomes = builder.outcomes;
  }

  /**
   * Returns the default options.
   *
   * @return the same as {@code builder().build()}
   */
  public static ExplainOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the maximum number of peers whose outcomes are remembered; 0 for none} */
  public int peers() {
    return peers;
  }

  /** {@return the maximum number of different outcomes that are remembered for each peer} */
  public int outcomes() {
    return outcomes;
  }

  /** Builds options. Not thread-safe; can build more than once. */
  public static final class Builder {
    private int peers = DEFAULT_PEERS;
    private int outcomes = DEFAULT_OUTCOMES;

    private Builder() {}

    /**
     * Sets the maximum number of peers whose outcomes are remembered. An initiation counts as
     * accepted if the replay memory accepted its timestamp. An initiation counts as served if its
     * peer is on the device when the gateway has finished handling the initiation.
     *
     * <p>The memory has three shares. Half of the memory is for peers that the control plane once
     * knew and whose latest accepted initiation was not served. A quarter of the memory is for
     * peers whose latest accepted initiation was served. A quarter is for keys that the control
     * plane never knew, and for keys of which the replay memory accepted no initiation. A peer
     * never displaces a peer of another share. A peer with one outcome takes less than 300 bytes
     * without the text of the outcome's reason. Each further outcome takes less than 350 bytes.
     *
     * @param value 0 to {@value ExplainOptions#MOST_PEERS}; with 0, nothing is remembered; 1, 2 and
     *     3 count as 4
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder peers(int value) {
      int checked = OptionChecks.upTo("peers", value, MOST_PEERS);
      this.peers = checked == 0 ? 0 : Math.max(LEAST_PEERS, checked);
      return this;
    }

    /**
     * Sets how many different outcomes are remembered for each peer. Initiations that ended with
     * the same outcome for the same reason count as one outcome. All replays of a peer's
     * initiations also count as one outcome. A replay never displaces the outcome of an accepted
     * initiation. If a peer already has this many outcomes of accepted initiations, the outcome of
     * its replays is remembered on top of them.
     *
     * @param value 1 to {@value ExplainOptions#MOST_OUTCOMES}
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder outcomes(int value) {
      this.outcomes = OptionChecks.atMost("outcomes", value, MOST_OUTCOMES);
      return this;
    }

    /**
     * Creates the options.
     *
     * @return immutable options
     */
    public ExplainOptions build() {
      return new ExplainOptions(this);
    }
  }
}
