package io.jitpeers.internal.lookup;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Limits the rate at which lookups begin. This rate is called the pace. The pace is unlimited until
 * the control plane refuses lookups of several keys and asks for retries later. Such refusals
 * reduce the pace, and then the pace grows again. Not thread-safe.
 *
 * <p>The reduced pace is 95 percent of the rate at which the control plane answered in the last
 * second. If the present pace is lower than that rate, the reduced pace is 95 percent of the
 * present pace. The reduced pace is always at least 10 lookups per second. If lookups are refused
 * again within a second after the pace was reduced, no lookup begins for as long as the control
 * plane demands, up to 5 s.
 *
 * <p>While the rate that the control plane allows is unknown, the pace doubles each second.
 * Otherwise the pace grows slowly at first, and faster the longer no lookup is refused. So the
 * control plane's limit is tested again every few seconds. If the control plane lifts its limit,
 * the pace soon becomes unlimited.
 */
final class Pace {
  /**
   * The pace is reduced only when lookups of this many keys are refused. The reason for a single
   * refusal may be its key, not the rate of lookups.
   */
  private static final int KEYS = 3;

  private static final double LEAST = 10;
  private static final double UNLIMITED = 10_000;

  /**
   * The reduced pace as a fraction of the measured rate of answers. The fraction is below 1, so
   * that the control plane stops refusing lookups.
   */
  private static final double LESS = 0.95;

  /**
   * Each second the pace grows by a fraction of itself. The fraction is this number times the
   * seconds since the pace was last reduced. So after 8 s the pace has grown by a tenth.
   */
  private static final double GROWTH = 0.003;

  private static final double SECOND = Duration.ofSeconds(1).toNanos();
  private static final long SLOTS = 10;
  private static final long SLOT_NANOS = Duration.ofMillis(100).toNanos();

  /** The longest pause without lookups: REKEY_TIMEOUT (whitepaper, section 6.1). */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /**
   * The maximum burst: as many lookups as the current pace permits in this many seconds. The burst
   * makes up for inexact timers.
   */
  private static final double BURST_SECONDS = 0.02;

  private final long[] answers = new long[(int) SLOTS];
  private final Set<PublicKey> refused = new HashSet<>();
  private long slot;
  private long refusedAt;
  private boolean limited;
  private boolean probing;
  private double rate;
  private long ratedAt;
  private long cutAt;
  private long notBefore;
  private double tokens;
  private long tokensAt;

  /** Creates a pace without a limit. */
  Pace(long now) {
    this.slot = Math.floorDiv(now, SLOT_NANOS);
    this.notBefore = now;
  }

  /**
   * Returns the time until the next lookup may begin, in nanoseconds; 0 if a lookup may begin now.
   */
  long untilNext(long now) {
    if (!limited) {
      return 0;
    }
    grow(now);
    if (!limited) {
      return 0;
    }
    if (notBefore - now > 0) {
      return notBefore - now;
    }
    double most = Math.max(1, rate * BURST_SECONDS);
    tokens = Math.min(most, tokens + rate * (now - tokensAt) / SECOND);
    tokensAt = now;
    return tokens >= 1 ? 0 : (long) Math.ceil((1 - tokens) / rate * SECOND);
  }

  /** Records that a lookup began. */
  void begun() {
    tokens -= limited ? 1 : 0;
  }

  /** Records that a lookup was answered. */
  void answered(long now) {
    move(now);
    answers[(int) Math.floorMod(slot, SLOTS)]++;
  }

  /**
   * Records that the control plane asked for a retry later.
   *
   * @param begunAt when the control plane was asked
   * @param wait how long the control plane wants to receive no lookups
   */
  void refused(PublicKey key, long begunAt, long now, Duration wait) {
    if (limited && begunAt - cutAt < 0) {
      return; // This lookup began before the pace was last reduced.
    }
    if (now - refusedAt > SECOND) {
      refused.clear();
    }
    refusedAt = now;
    refused.add(key);
    if (refused.size() >= KEYS) {
      refused.clear();
      cut(now, wait);
    }
  }

  private void cut(long now, Duration wait) {
    double measured = measured(now);
    if (limited) {
      grow(now);
    }
    if (limited && now - cutAt < SECOND) {
      notBefore = now + (wait.compareTo(LONGEST_PAUSE) < 0 ? wait : LONGEST_PAUSE).toNanos();
    }
    // The rate that the control plane allows is unknown if there was no limit, or if the pace was
    // far above the rate of answers.
    probing = !limited || rate > 2 * measured;
    rate = Math.max(LEAST, (limited ? Math.min(rate, measured) : measured) * LESS);
    limited = true;
    ratedAt = now;
    cutAt = now;
    tokens = 0;
    tokensAt = now;
  }

  private void grow(long now) {
    double seconds = (now - ratedAt) / SECOND;
    double sinceCut = (now - cutAt) / SECOND;
    // The integral of the growth over the time since the last update.
    double before = sinceCut - seconds;
    double exponent =
        probing ? Math.log(2) * seconds : GROWTH / 2 * (sinceCut * sinceCut - before * before);
    rate *= Math.exp(exponent);
    ratedAt = now;
    limited &= rate < UNLIMITED;
  }

  private double measured(long now) {
    move(now);
    long sum = 0;
    for (long count : answers) {
      sum += count;
    }
    return sum;
  }

  private void move(long now) {
    long current = Math.floorDiv(now, SLOT_NANOS);
    long steps = Math.min(SLOTS, current - slot);
    for (long i = 1; i <= steps; i++) {
      answers[(int) Math.floorMod(slot + i, SLOTS)] = 0;
    }
    slot = current;
  }

  /** Returns the limit in lookups per second; 0 if no limit applies. */
  double limit() {
    return limited ? rate : 0;
  }
}
