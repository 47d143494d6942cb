package io.jitpeers.internal.admission;

/**
 * The limit on all sources together. A source that has resident peers, or had them recently, is
 * known. All other sources are strangers. All sources share one token bucket, whose capacity is the
 * burst plus a quarter of the burst. Strangers cannot take the last tokens of the bucket: a quarter
 * of the burst is left to known sources. Known sources together take at most three quarters of the
 * rate. So even during a flood with spoofed addresses of known sources, a quarter of the rate is
 * left to strangers. Strangers may also use the part of the rate that known sources leave unused.
 * Not thread-safe.
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

  /**
   * Takes a token for a packet. Returns false if no token is available to the packet's source.
   *
   * @param isKnown true if the packet's source is known; false if the source is a stranger
   */
  boolean take(boolean isKnown, long now) {
    if (isKnown) {
      return all.has(1, now) && known.take(now) && all.take(now);
    }
    return all.has(1 + leftToKnown, now) && all.take(now);
  }
}
