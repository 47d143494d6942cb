package io.jitpeers.internal.admission;

/**
 * The limit on all sources together. It reserves a part for each of two kinds of sources: known
 * sources, where peers are known to be, and strangers. Strangers cannot use the last quarter of the
 * burst. Known sources take at most three quarters of the rate, so a flood from spoofed known
 * addresses leaves a quarter to strangers. Either kind may use what the other leaves unused. Not
 * thread-safe.
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

  /** Takes a token if one is available to a source of this kind. Returns whether it did. */
  boolean take(boolean isKnown, long now) {
    if (isKnown) {
      return all.has(1, now) && known.take(now) && all.take(now);
    }
    return all.has(1 + leftToKnown, now) && all.take(now);
  }
}
