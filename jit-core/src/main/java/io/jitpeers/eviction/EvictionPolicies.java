package io.jitpeers.eviction;

import java.time.Duration;

/** Contains the default eviction policy and its default durations. */
public final class EvictionPolicies {
  /**
   * The lossless floor, at which the eviction of a peer loses no live session: 180 s
   * (REJECT_AFTER_TIME, whitepaper section 6.1). A session of this age is dead on both sides.
   */
  public static final Duration LOSSLESS_FLOOR = Duration.ofMinutes(3);

  /**
   * The default idle threshold: 10 minutes. This is more than three times {@link #LOSSLESS_FLOOR}.
   * A client that pauses for a few minutes therefore finds its peer still installed.
   */
  public static final Duration DEFAULT_IDLE = Duration.ofMinutes(10);

  /**
   * The default probation, within which a new peer has to complete a handshake: 90 s. A client
   * stops trying to complete a handshake after the same time (REKEY_ATTEMPT_TIME, whitepaper
   * section 6.1).
   */
  public static final Duration DEFAULT_PROBATION = Duration.ofSeconds(90);

  private EvictionPolicies() {}

  /**
   * Returns the default policy. The policy selects expired peers, then peers that completed no
   * handshake within {@link #DEFAULT_PROBATION}, then peers that have been idle for {@link
   * #DEFAULT_IDLE}. The policy does not limit the number of peers. To limit the number, join the
   * policy with a {@link CapacityPolicy}.
   *
   * @return the policy
   */
  public static EvictionPolicy standard() {
    return ExpiryPolicy.of()
        .or(ProbationPolicy.of(DEFAULT_PROBATION))
        .or(IdlePolicy.of(DEFAULT_IDLE));
  }
}
