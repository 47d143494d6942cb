package io.jitpeers.internal.admission;

/**
 * The limit of all sources together, of which each of two kinds always has a part: sources where
 * peers are known to be find a quarter of the burst that strangers leave to them, and take at most
 * three quarters of the rate, so that a flood that claims their addresses leaves a quarter to
 * strangers. What one kind does not use the other one may. Not thread-safe.
 */
final class GlobalLimit {
  private final TokenBucket all;
  private final TokenBucket known;
  private final int leftToKnown;

  GlobalLimit(int rate, int burst, long now) {
    this.leftToKnown = burst / 4;
    this.all = new TokenBucket(TokenRate.of(rate, burst + leftToKnown), now);
    this.known = new TokenBucket(TokenRate.of(threeQuarters(rate), threeQuarters(burst)), now);
  }

  private static int threeQuarters(int number) {
    return Math.max(1, number - number / 4);
  }

  /** Takes a token if there is one for a source of this kind. */
  boolean take(boolean isKnown, long now) {
    if (isKnown) {
      return all.has(1, now) && known.take(now) && all.take(now);
    }
    return all.has(1 + leftToKnown, now) && all.take(now);
  }
}
