package io.jitpeers.internal.lookup;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * How fast the control plane may be asked, once it has said about several keys that it is asked too
 * fast. It is found like this: after a refusal the pace is what was answered in the last second. It
 * then grows, fast while nothing is known (doubling each second), and else ever faster the longer
 * nothing is refused, so that a limit is tried again every few seconds and one that was lifted is
 * soon forgotten. If even the slower pace is refused at once, nothing is asked for as long as the
 * control plane wants. Not thread-safe.
 */
final class Pace {
  /** One key that is refused is that key's trouble. */
  private static final int KEYS = 3;

  private static final double LEAST = 10;
  private static final double UNLIMITED = 10_000;

  /** What is left of what was answered, so that the refusals end. */
  private static final double LESS = 0.95;

  /** The growth in a second is so much for each second without a refusal: a tenth after 8 s. */
  private static final double GROWTH = 0.003;

  private static final double SECOND = Duration.ofSeconds(1).toNanos();
  private static final long SLOTS = 10;
  private static final long SLOT_NANOS = Duration.ofMillis(100).toNanos();

  /** The longest that nothing is asked: REKEY_TIMEOUT, whitepaper section 6.1. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Timers are not exact: what was missed within this time is made up for. */
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

  /** Creates one without a limit. */
  Pace(long now) {
    this.slot = Math.floorDiv(now, SLOT_NANOS);
    this.notBefore = now;
  }

  /** Returns for how long nothing may be begun; 0 if something may be now. */
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

  /** Something was begun. */
  void begun() {
    tokens -= limited ? 1 : 0;
  }

  /** Something was answered. */
  void answered(long now) {
    move(now);
    answers[(int) Math.floorMod(slot, SLOTS)]++;
  }

  /**
   * The control plane wants to be asked later.
   *
   * @param begunAt when it was asked
   * @param wait what it said
   */
  void refused(PublicKey key, long begunAt, long now, Duration wait) {
    if (limited && begunAt - cutAt < 0) {
      return; // Asked before the pace was what it is.
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
    // Far more was asked than was answered: what is possible has not been seen yet.
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
    // The integral of the growth over the time since it was applied last.
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

  /** Lookups in a second; 0 without a limit. */
  double limit() {
    return limited ? rate : 0;
  }
}
