package io.jitpeers.internal.journal;

import org.jspecify.annotations.Nullable;

/**
 * The position of a record in the file, packed into a 64-bit number with the data that decides
 * whether a confirmation needs a new record. The number contains 36 bits of the offset, 12 bits of
 * a hash of the validator, and 16 bits of the minute of the confirmation.
 *
 * <p>Values that do not fit wrap around, which is harmless. If a new validator has the same hash as
 * the old one, the new validator is written up to an hour late. A gateway that restarts before the
 * new validator is written asks with the old validator, and gets the config instead of "not
 * modified".
 */
final class Place {
  /** The largest offset that a place can contain. It limits the length of the file. */
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

  /**
   * Returns whether a confirmation needs no new record. That is the case if the record at the given
   * place has the same validator and was confirmed less than an hour earlier.
   */
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
