package io.jitpeers.internal.settings;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.eviction.ProbationPolicy;
import io.jitpeers.options.EvictionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Checks whether the times of eviction policies are too short to have an effect. The time of the
 * idle policy is too short if it is less than {@link EvictionOptions#losslessFloor}. The time of
 * the probation policy is too short if it is less than both this floor and the 15 s that a first
 * handshake may take.
 */
public final class PolicyTimes {
  /**
   * How long a first handshake may take: KEEPALIVE_TIMEOUT + REKEY_TIMEOUT, as in {@code
   * EvictionGuard}.
   */
  private static final Duration HANDSHAKE = Duration.ofSeconds(15);

  private PolicyTimes() {}

  /** Returns one sentence for each time in the policy that is too short to have an effect. */
  public static List<String> warnings(EvictionPolicy policy, EvictionOptions options) {
    Duration floor = options.losslessFloor();
    Duration handshake = floor.compareTo(HANDSHAKE) < 0 ? floor : HANDSHAKE;
    List<String> warnings = new ArrayList<>();
    for (EvictionPolicy part : parts(policy)) {
      if (part instanceof IdlePolicy idle && idle.after().compareTo(floor) < 0) {
        warnings.add(
            "the idle policy's time (eviction-policy.idle.after) of "
                + text(idle.after())
                + " is shorter than the lossless floor (eviction.lossless-floor) of "
                + text(floor)
                + ": an idle peer stays until its session is "
                + text(floor)
                + " old; set the time to the floor or more, or lower the floor, for which"
                + " eviction.recover-sessions or eviction.accept-session-loss has to be true");
      }
      if (part instanceof ProbationPolicy probation && probation.after().compareTo(handshake) < 0) {
        warnings.add(
            "the probation policy's time (eviction-policy.probation.after) of "
                + text(probation.after())
                + " is shorter than a first handshake may take: a peer stays for "
                + text(handshake)
                + "; set the time to "
                + text(handshake)
                + " or more");
      }
    }
    return warnings;
  }

  private static List<EvictionPolicy> parts(EvictionPolicy policy) {
    try {
      return Objects.requireNonNullElse(policy.parts(), List.of());
    } catch (RuntimeException e) {
      return List.of(); // Each sweep reports this failure.
    }
  }

  /** Returns a duration in the notation of settings. */
  private static String text(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
