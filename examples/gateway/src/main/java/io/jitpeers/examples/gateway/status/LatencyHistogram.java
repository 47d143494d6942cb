package io.jitpeers.examples.gateway.status;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations from 1 µs to 4 minutes in buckets. Durations below 16.4 µs have 16 buckets of
 * 1.024 µs each. For longer durations, there are 16 buckets for each doubling of the duration. The
 * counts take 3 kB. A count never decreases. A later count minus an earlier count is therefore the
 * number of durations recorded in between. Thread-safe, without locks.
 */
final class LatencyHistogram {
  /** Durations are counted in units of 1,024 ns. */
  private static final int UNIT_BITS = 10;

  /** The binary logarithm of 16, the number of buckets for each doubling of the duration. */
  private static final int SUB_BITS = 4;

  private static final int SUB_BUCKETS = 1 << SUB_BITS;

  /**
   * The number of buckets. The last bucket ends at 2^28 units (275 s), and also counts longer
   * durations.
   */
  private static final int BUCKETS = (28 - SUB_BITS + 1) * SUB_BUCKETS;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  void record(long nanos) {
    counts.incrementAndGet(bucketOf(nanos));
  }

  /** Returns the counts so far. */
  Counts counts() {
    long[] copy = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      copy[i] = counts.get(i);
    }
    return new Counts(copy);
  }

  static int bucketOf(long nanos) {
    long units = Math.max(0, nanos) >> UNIT_BITS;
    if (units < SUB_BUCKETS) {
      return (int) units;
    }
    int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(units);
    int sub = (int) (units >> (doubling - SUB_BITS)) & (SUB_BUCKETS - 1);
    return Math.min(BUCKETS - 1, (doubling - SUB_BITS + 1) * SUB_BUCKETS + sub);
  }

  /** Returns the upper bound of a bucket in nanoseconds, exclusive. */
  static long endOf(int bucket) {
    if (bucket < SUB_BUCKETS) {
      return (bucket + 1L) << UNIT_BITS;
    }
    int doubling = bucket / SUB_BUCKETS + SUB_BITS - 1;
    long sub = bucket % SUB_BUCKETS + 1L;
    return ((SUB_BUCKETS + sub) << (doubling - SUB_BITS)) << UNIT_BITS;
  }

  /**
   * The number of durations in each bucket, either until one moment or between two moments.
   * Immutable.
   */
  static final class Counts {
    private static final Counts NONE = new Counts(new long[BUCKETS]);

    private final long[] buckets;
    private final long total;

    private Counts(long[] buckets) {
      this.buckets = buckets;
      long sum = 0;
      for (long count : buckets) {
        sum += count;
      }
      this.total = sum;
    }

    static Counts none() {
      return NONE;
    }

    /** Returns the counts since an earlier moment. */
    Counts since(Counts earlier) {
      long[] difference = new long[BUCKETS];
      for (int i = 0; i < BUCKETS; i++) {
        difference[i] = buckets[i] - earlier.buckets[i];
      }
      return new Counts(difference);
    }

    long total() {
      return total;
    }

    /**
     * Returns a percentile by the nearest-rank method, rounded up by at most a sixteenth, or by at
     * most 1.024 µs if the percentile is below 16.4 µs.
     *
     * @param share the percentile as a fraction, above 0 and up to 1; 1 gives the longest time
     * @return nanoseconds; 0 if nothing was counted
     */
    long atMost(double share) {
      long rank = Math.max(1, (long) Math.ceil(share * total));
      long seen = 0;
      for (int i = 0; i < BUCKETS; i++) {
        seen += buckets[i];
        if (seen >= rank) {
          return endOf(i);
        }
      }
      return 0;
    }
  }
}
