package io.jitpeers.eviction;

import java.time.Duration;

/** Contains the default eviction policy and its default durations. */
public final class EvictionPolicies {
  /**
   * The lossless floor: 180 s (REJECT_AFTER_TIME, whitepaper section 6.1). A session of this age is
   * dead on both sides.
   */
  public static final Duration LOSSLESS_FLOOR = Duration.ofMinutes(3);

  /**
   * The default idle threshold: 10 minutes. This is more than three times {@link #LOSSLESS_FLOOR}.
   * So a client that pauses for a few minutes finds its peer still installed.
   */
  public static final Duration DEFAULT_IDLE = Duration.ofMinutes(10);

  /**
   * The default probation: 90 s, the time after which a client stops trying to complete a handshake
   * (REKEY_ATTEMPT_TIME, whitepaper section 6.1).
   */
  public static final Duration DEFAULT_PROBATION = Duration.ofSeconds(90);

  private EvictionPolicies() {}

  /**
   * Returns the default policy. It selects expired peers, then peers that completed no handshake
   * within {@link #DEFAULT_PROBATION}, then peers that have been idle for {@link #DEFAULT_IDLE}. It
   * does not limit the number of peers; to do that, join it with a {@link CapacityPolicy}.
   *
   * @return the policy
   */
  public static EvictionPolicy standard() {
    return ExpiryPolicy.of()
        .or(ProbationPolicy.of(DEFAULT_PROBATION))
        .or(IdlePolicy.of(DEFAULT_IDLE));
  }
}
