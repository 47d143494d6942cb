package io.jitpeers.options;

import java.time.Duration;
import java.util.Objects;

/**
 * Options for the detection of replayed initiations, and for clients whose clocks are wrong. The
 * number of remembered keys is not set here but by {@link ProvisioningOptions#replayMemorySize}.
 * Immutable and thread-safe.
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

  /** {@return the default options} */
  public static ReplayOptions defaults() {
    return builder().build();
  }

  /** {@return a new builder that starts from the defaults} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return how far an initiation's timestamp may be ahead of the gateway's clock and still become
   * the newest timestamp of its key, 24 h by default}
   */
  public Duration maxAhead() {
    return maxAhead;
  }

  /**
   * {@return how many accepted initiations are remembered individually, so that recordings of these
   * initiations are refused even after a reset of their key's timestamps; 1000000 by default}
   */
  public int seenSize() {
    return seenSize;
  }

  /**
   * {@return how timestamps older than the newest timestamp of their key are treated, {@link
   * ReplayPolicy#STRICT} by default}
   */
  public ReplayPolicy policy() {
    return policy;
  }

  /**
   * {@return the maximum delay before new entries of the replay memory are written to the {@link
   * io.jitpeers.spi.ReplayStore}, if one is configured; 100 ms by default}
   */
  public Duration flush() {
    return flush;
  }

  /** Builds options. Each setter rejects an invalid value at once. Not thread-safe. */
  public static final class Builder {
    private Duration maxAhead = Duration.ofHours(24);
    private int seenSize = 1_000_000;
    private ReplayPolicy policy = ReplayPolicy.STRICT;
    private Duration flush = Duration.ofMillis(100);

    private Builder() {}

    /**
     * Sets how far an initiation's timestamp may be ahead of the gateway's clock and still become
     * the newest timestamp of its key. An initiation is refused if its timestamp is older than the
     * newest timestamp of its key. A timestamp that is ahead by more than this limit does not
     * become the newest timestamp, even if the initiation is accepted. A client whose clock was
     * ahead by more than this limit is therefore not refused after its clock is corrected.
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
     * Sets how many accepted initiations of peers known to the control plane are remembered
     * individually. Each initiation takes up to 11 bytes, allocated as needed. An active client
     * sends one initiation every two minutes. For keys unknown to the control plane, a quarter of
     * this number of initiations is remembered in addition.
     *
     * @param value 1 to 268,435,456. When the memory is full, the older half of the initiations is
     *     forgotten
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder seenSize(int value) {
      this.seenSize = OptionChecks.atMost("seenSize", value, MAX_SEEN);
      return this;
    }

    /**
     * Sets how timestamps older than the newest timestamp of their key are treated.
     *
     * @param value the policy
     * @return this
     */
    public Builder policy(ReplayPolicy value) {
      this.policy = Objects.requireNonNull(value, "policy");
      return this;
    }

    /**
     * Sets the maximum delay before new entries of the replay memory are written to the replay
     * store. A shorter delay causes more and smaller writes, each of which waits for the disk. If
     * the gateway crashes before an initiation is written, a recording of that initiation is
     * accepted once more. Only initiations that arrived shortly before the crash are affected:
     * within the delay plus the duration of one write.
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
