package io.jitpeers.internal.admission;

/** A token bucket that starts full. Not thread-safe. */
public final class TokenBucket {
  private final TokenRate rate;
  private long emptySince;

  public TokenBucket(TokenRate rate, long now) {
    this.rate = rate;
    this.emptySince = rate.full(now);
  }

  /** Takes a token if there is one. Returns whether a token was taken. */
  public boolean take(long now) {
    if (!has(1, now)) {
      return false;
    }
    emptySince = rate.withoutOne(emptySince);
    return true;
  }

  /** Returns whether the bucket holds at least this many tokens. */
  boolean has(int tokens, long now) {
    emptySince = rate.capped(emptySince, now);
    return rate.hasTokens(emptySince, tokens, now);
  }
}
