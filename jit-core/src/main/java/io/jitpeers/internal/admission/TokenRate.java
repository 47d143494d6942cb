package io.jitpeers.internal.admission;

import java.util.concurrent.TimeUnit;

/**
 * The arithmetic of token buckets of one rate and burst. A bucket's whole state is one number: the
 * time since which an empty bucket would have filled to what it holds. Its tokens are the time gone
 * by since then, so nothing has to be refilled, and one array of numbers is a table of buckets.
 *
 * <p>Times are readings of a monotonic clock that may wrap around; they are compared by difference.
 *
 * @param cost nanoseconds in which one token arrives
 * @param capacity nanoseconds in which an empty bucket fills up
 */
public record TokenRate(long cost, long capacity) {

  public static TokenRate of(int perSecond, int burst) {
    long cost = TimeUnit.SECONDS.toNanos(1) / perSecond;
    return new TokenRate(cost, cost * burst);
  }

  /** Tokens that arrive in a second. */
  long perSecond() {
    return TimeUnit.SECONDS.toNanos(1) / cost;
  }

  /** Tokens that a full bucket holds. */
  long burst() {
    return capacity / cost;
  }

  /** The state of a full bucket. */
  long full(long now) {
    return now - capacity;
  }

  /** The same bucket, without the tokens that ran over while nobody took any. */
  long capped(long emptySince, long now) {
    return now - emptySince > capacity ? full(now) : emptySince;
  }

  boolean hasToken(long cappedEmptySince, long now) {
    return hasTokens(cappedEmptySince, 1, now);
  }

  boolean hasTokens(long cappedEmptySince, int tokens, long now) {
    return now - cappedEmptySince >= tokens * cost;
  }

  long withoutOne(long cappedEmptySince) {
    return cappedEmptySince + cost;
  }
}
