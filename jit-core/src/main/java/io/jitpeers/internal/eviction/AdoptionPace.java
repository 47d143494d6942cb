package io.jitpeers.internal.eviction;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When the control plane is asked about the next found peer. Between two questions passes at least
 * the time that the rate gives each, and up to half of it again: only ever longer, so that no
 * second has more than one question beyond the rate, and at random, so that gateways that were
 * restarted together do not stay in step. Time that passed unused is not made up for. Not
 * thread-safe.
 */
final class AdoptionPace {
  private static final double JITTER = 0.5;

  /** Gateways that sweep by the same cron expression begin at different times within it. */
  private static final long START_SPREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double intervalNanos;
  private final RandomGenerator random;
  private boolean asked;
  private long earliest;

  AdoptionPace(int perSecond, RandomGenerator random) {
    this.intervalNanos = Math.ceil((double) TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.random = random;
  }

  /** The first question of a round comes within a second, unless the last one was just now. */
  void beginRound(long now) {
    long roundAt = now + (long) (START_SPREAD_NANOS * random.nextDouble());
    if (!asked || roundAt - earliest > 0) {
      earliest = roundAt;
    }
  }

  /** How long to wait with the next question. */
  Duration untilNext(long now) {
    return Duration.ofNanos(Math.max(0, earliest - now));
  }

  /** A question is asked now. */
  void asked(long now) {
    asked = true;
    earliest = now + (long) (intervalNanos * (1 + JITTER * random.nextDouble()));
  }
}
