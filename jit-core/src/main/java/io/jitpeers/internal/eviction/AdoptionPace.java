package io.jitpeers.internal.eviction;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Schedules the questions to the control plane about peers found on the device. The rate determines
 * the shortest interval between two questions. A random part of up to half of this interval is
 * added to it. The random part only lengthens the interval, so the rate is never exceeded. It also
 * prevents gateways that were restarted together from asking at the same times. The rate is not
 * raised to catch up after a pause. Not thread-safe.
 */
final class AdoptionPace {
  private static final double JITTER = 0.5;

  /**
   * The longest random delay of the first question after a sweep. The delay prevents gateways that
   * sweep by the same cron expression from asking at the same time.
   */
  private static final long START_SPREAD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double intervalNanos;
  private final RandomGenerator random;
  private boolean asked;
  private long earliest;

  AdoptionPace(int perSecond, RandomGenerator random) {
    this.intervalNanos = Math.ceil((double) TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.random = random;
  }

  /**
   * Begins a round. A round consists of the questions that follow one sweep. The round's first
   * question is due after a random delay of at most 1 s. If the interval since the preceding
   * round's last question ends later than this delay, the first question is due at the end of the
   * interval.
   */
  void beginRound(long now) {
    long roundAt = now + (long) (START_SPREAD_NANOS * random.nextDouble());
    if (!asked || roundAt - earliest > 0) {
      earliest = roundAt;
    }
  }

  /** Returns how long to wait before the next question. */
  Duration untilNext(long now) {
    return Duration.ofNanos(Math.max(0, earliest - now));
  }

  /** Records that a question is asked now. */
  void asked(long now) {
    asked = true;
    earliest = now + (long) (intervalNanos * (1 + JITTER * random.nextDouble()));
  }
}
