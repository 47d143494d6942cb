package io.jitpeers.internal.journal;

import org.jspecify.annotations.Nullable;

/**
 * Where a record is, and enough of it to tell whether a confirmation is worth another one, in 64
 * bits: 36 for the offset, 12 of a hash of the validator, 16 for the minute of the confirmation.
 *
 * <p>What does not fit wraps around, which does no harm: a validator that changed and has the hash
 * of the one before is written an hour later; until then a restart asks with the older one, and
 * gets the config instead of "not modified".
 */
final class Place {
  /** No file may be longer. */
  static final long MAX_OFFSET = (1L << 36) - 1;

  private static final int HASH_BITS = 12;
  private static final int MINUTE_BITS = 16;
  private static final int SECONDS_A_MINUTE = 60;
  private static final int MINUTES_AN_HOUR = 60;

  private Place() {}

  static long of(long offset, JournalEntry entry) {
    return offset << (HASH_BITS + MINUTE_BITS)
        | hash(entry.validator().orElse(null)) << MINUTE_BITS
        | minute(entry.confirmedSeconds());
  }

  static long offset(long place) {
    return place >>> (HASH_BITS + MINUTE_BITS);
  }

  /** Whether a confirmation says nothing new: the same validator, less than an hour later. */
  static boolean makesNeedless(long place, @Nullable String validator, long confirmedAt) {
    long age = minute(confirmedAt) - minute(place, 0) & mask(MINUTE_BITS);
    return age < MINUTES_AN_HOUR && hash(validator) == (place >>> MINUTE_BITS & mask(HASH_BITS));
  }

  private static long minute(long place, int shift) {
    return place >>> shift & mask(MINUTE_BITS);
  }

  private static long minute(long seconds) {
    return Math.floorDiv(seconds, SECONDS_A_MINUTE) & mask(MINUTE_BITS);
  }

  private static long hash(@Nullable String validator) {
    int hash = validator == null ? 0 : validator.hashCode() | 1;
    return (hash ^ hash >>> HASH_BITS ^ hash >>> (2 * HASH_BITS)) & mask(HASH_BITS);
  }

  private static long mask(int bits) {
    return (1L << bits) - 1;
  }
}
