package io.jitpeers.internal.admission;

import java.util.concurrent.TimeUnit;

/**
 * The arithmetic of token buckets that have the same rate and burst. A bucket's whole state is one
 * number: a time. The bucket holds the tokens that have arrived since that time. Their number is
 * the time that has passed since then, divided by {@code cost}. Taking a token moves the bucket's
 * time forward by {@code cost}. Nothing has to be refilled, and an array of such numbers is a table
 * of buckets.
 *
 * <p>Times are readings of a monotonic clock that may wrap around, so only their differences are
 * compared.
 *
 * @param cost the nanoseconds in which one token arrives
 * @param capacity the nanoseconds in which an empty bucket fills up
 */
public record TokenRate(long cost, long capacity) {

  public static TokenRate of(int perSecond, int burst) {
    long cost = TimeUnit.SECONDS.toNanos(1) / perSecond;
    return new TokenRate(cost, cost * burst);
  }

  /** Returns the number of tokens that are added each second. */
  long perSecond() {
    return TimeUnit.SECONDS.toNanos(1) / cost;
  }

  /** Returns the number of tokens in a full bucket. */
  long burst() {
    return capacity / cost;
  }

  /** Returns the state of a full bucket. */
  long full(long now) {
    return now - capacity;
  }

  /** Returns the bucket's state after the tokens that exceed its capacity are discarded. */
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
