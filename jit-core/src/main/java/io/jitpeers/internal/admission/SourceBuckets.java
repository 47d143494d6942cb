package io.jitpeers.internal.admission;

import com.google.common.math.IntMath;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A token bucket for each of many sources, in fixed memory: a hash table of sets of four buckets.
 * If a set is full, its fullest bucket is replaced, because that bucket differs least from a new
 * one. The caller passes the rate of the source's bucket with each call, and the rate may differ
 * between calls.
 *
 * <p>The hash is seeded, so a sender of spoofed addresses cannot choose which bucket is replaced. A
 * replacement never harms the source whose bucket is replaced: if that source sends again, it gets
 * a new bucket, which is full. Not thread-safe.
 */
final class SourceBuckets {
  private static final int WAYS = 4;

  private final long seed;
  private final int setMask;
  // An unused slot looks like the full bucket of a source 0, so unused slots need no mark.
  private final long[] sources;
  private final long[] emptySince;

  SourceBuckets(TokenRate rate, int capacity, long now, RandomGenerator random) {
    this.seed = random.nextLong();
    int slots = IntMath.ceilingPowerOfTwo(Math.max(WAYS, capacity));
    this.setMask = slots / WAYS - 1;
    this.sources = new long[slots];
    this.emptySince = new long[slots];
    Arrays.fill(emptySince, rate.full(now));
  }

  /**
   * Returns the slot of a source's bucket, and creates the bucket if there is none. The slot is
   * valid until the next call of this method.
   */
  int slotOf(long source, TokenRate rate, long now) {
    int first = ((int) mix(source ^ seed) & setMask) * WAYS;
    int fullest = first;
    for (int slot = first; slot < first + WAYS; slot++) {
      if (sources[slot] == source) {
        emptySince[slot] = rate.capped(emptySince[slot], now);
        return slot;
      }
      if (now - emptySince[slot] > now - emptySince[fullest]) {
        fullest = slot;
      }
    }
    sources[fullest] = source;
    emptySince[fullest] = rate.full(now);
    return fullest;
  }

  boolean hasToken(int slot, TokenRate rate, long now) {
    return rate.hasToken(emptySince[slot], now);
  }

  void take(int slot, TokenRate rate) {
    emptySince[slot] = rate.withoutOne(emptySince[slot]);
  }

  int capacity() {
    return sources.length;
  }

  /**
   * Mixes bits with the finalizer of MurmurHash3 (Austin Appleby, public domain). Each bit of the
   * result depends on each bit of the input.
   */
  private static long mix(long bits) {
    long h = bits;
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
