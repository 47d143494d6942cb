package io.jitpeers.options;

import java.time.Duration;
import java.util.Objects;

/**
 * How timestamps of initiations are judged where clients' clocks are wrong. How many keys are
 * remembered is {@link ProvisioningOptions#replayMemorySize}. Immutable and thread-safe.
 */
public final class ReplayOptions {
  private static final int MAX_SEEN = 1 << 28;

  private final Duration maxAhead;
  private final int seenSize;
  private final ReplayPolicy policy;
  private final Duration flush;

  private ReplayOptions(Builder builder) {
    this.maxAhead = builder.maxAhead;
    this.seenSize = builder.seenSize;
    this.policy = builder.policy;
    this.flush = builder.flush;
  }

  /** {@return the defaults} */
  public static ReplayOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return how far ahead of the gateway's clock a timestamp may be and still lock out older ones
   * of its key, 24 h by default}
   */
  public Duration maxAhead() {
    return maxAhead;
  }

  /**
   * {@return how many accepted initiations are remembered one by one, so that a recording of one is
   * refused after its key's timestamps started anew, 1000000 by default}
   */
  public int seenSize() {
    return seenSize;
  }

  /** {@return what becomes of older timestamps, {@link ReplayPolicy#STRICT} by default} */
  public ReplayPolicy policy() {
    return policy;
  }

  /**
   * {@return how long what is remembered waits at the most until its group is written to the {@link
   * io.jitpeers.spi.ReplayStore}, if there is one; 100 ms by default}
   */
  public Duration flush() {
    return flush;
  }

  /** Collects options. Each setter rejects a wrong value at once. Not thread-safe. */
  public static final class Builder {
    private Duration maxAhead = Duration.ofHours(24);
    private int seenSize = 1_000_000;
    private ReplayPolicy policy = ReplayPolicy.STRICT;
    private Duration flush = Duration.ofMillis(100);

    private Builder() {}

    /**
     * Sets how far ahead of the gateway's clock a timestamp may be and still lock out older ones of
     * its key. A client whose clock was further ahead once is let in again as soon as its clock is
     * right.
     *
     * @param value zero or longer
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxAhead(Duration value) {
      this.maxAhead = OptionChecks.notNegative("maxAhead", value);
      return this;
    }

    /**
     * Sets how many accepted initiations of peers that the control plane knows are remembered one
     * by one, about 11 bytes each and only as many as there were. A client makes one every two
     * minutes while it is used. Of keys that it does not know yet a quarter as many are remembered
     * besides.
     *
     * @param value 1 to 268,435,456; at least half as many are remembered at any time
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder seenSize(int value) {
      this.seenSize = OptionChecks.atMost("seenSize", value, MAX_SEEN);
      return this;
    }

    /**
     * Sets what becomes of timestamps that are older than the newest one of their key.
     *
     * @param value the policy
     * @return this
     */
    public Builder policy(ReplayPolicy value) {
      this.policy = Objects.requireNonNull(value, "policy");
      return this;
    }

    /**
     * Sets how long what is remembered waits at the most until its group is written to the replay
     * store. Shorter makes more and smaller groups, each of which waits for the disk. After a crash
     * the initiations accepted within this time and that of one group are good once more for
     * whoever recorded them.
     *
     * @param value longer than zero
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder flush(Duration value) {
      this.flush = OptionChecks.positive("flush", value);
      return this;
    }

    /** {@return immutable options} */
    public ReplayOptions build() {
      return new ReplayOptions(this);
    }
  }
}
