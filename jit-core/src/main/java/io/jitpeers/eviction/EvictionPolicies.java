package io.jitpeers.eviction;

import java.time.Duration;

/** Default eviction policies. */
public final class EvictionPolicies {
  /**
   * The lossless floor: 180 s (REJECT_AFTER_TIME, whitepaper section 6.1). A session that old is
   * dead on both sides.
   */
  public static final Duration LOSSLESS_FLOOR = Duration.ofMinutes(3);

  /**
   * The default idle threshold: 10 minutes. Beyond three times the lossless floor, so that a client
   * that pauses for a few minutes finds its peer still there.
   */
  public static final Duration DEFAULT_IDLE = Duration.ofMinutes(10);

  /**
   * The default probation: 90 s, which is how long a client tries before it gives up
   * (REKEY_ATTEMPT_TIME, whitepaper section 6.1).
   */
  public static final Duration DEFAULT_PROBATION = Duration.ofSeconds(90);

  private EvictionPolicies() {}

  /**
   * Returns the default: expired peers go, then peers without a handshake for {@link
   * #DEFAULT_PROBATION}, then peers that were idle for {@link #DEFAULT_IDLE}. There is no limit on
   * their number; join a {@link CapacityPolicy} for one.
   *
   * @return the policy
   */
  public static EvictionPolicy standard() {
    return ExpiryPolicy.of()
        .or(ProbationPolicy.of(DEFAULT_PROBATION))
        .or(IdlePolicy.of(DEFAULT_IDLE));
  }
}
