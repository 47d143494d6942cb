package io.jitpeers.internal.journal;

import org.jspecify.annotations.Nullable;

/**
 * The position of a record in the journal's file, as a 64-bit number. The number contains the
 * offset of the record (36 bits), a hash of its validator (12 bits), and the minute of its
 * confirmation (16 bits). The hash and the minute decide whether a later confirmation needs a new
 * record.
 *
 * <p>The minute wraps around after about 45 days. A confirmation that comes so long after the
 * recorded confirmation can look like one that comes within an hour. Such a confirmation is written
 * up to an hour late, which is harmless. If a new validator has the same hash as the old validator,
 * the new validator is also written up to an hour late. If the gateway restarts before the new
 * validator is written, it asks the control plane with the old validator, and gets the whole config
 * instead of "not modified".
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
   * place has the same validator, judged by the validator's hash, and if the record's time of
   * confirmation is less than an hour before {@code confirmedAt}.
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
