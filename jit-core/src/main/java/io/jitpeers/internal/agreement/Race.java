package io.jitpeers.internal.agreement;

import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Compares the speed of implementations of X25519. The implementations take turns, so that a pause
 * of the process does not affect only one of them. For each implementation, only its fastest
 * operation counts.
 */
final class Race {
  /**
   * The minimum duration of a race, in nanoseconds. The race consists of rounds. In each round,
   * every implementation performs one operation. The race ends with the first round that finishes
   * after this time.
   */
  static final long NANOS = 20_000_000;

  /**
   * The length of a scalar, a point or a secret, in bytes. The race may use any scalar and point,
   * because the time of an operation does not depend on them.
   */
  private static final int LENGTH = 32;

  private final LongSupplier clock;

  Race(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Returns, for each implementation, the time of its fastest operation in nanoseconds.
   *
   * @throws RuntimeException if an operation of an implementation fails
   */
  long[] run(List<KeyAgreement25519> implementations) {
    byte[] scalar = new byte[LENGTH];
    Arrays.fill(scalar, (byte) 0x48);
    List<KeyAgreement25519.Key> keys = new ArrayList<>();
    try {
      implementations.forEach(implementation -> keys.add(implementation.key(scalar)));
      return measure(keys);
    } finally {
      keys.forEach(KeyAgreement25519.Key::destroy);
    }
  }

  private long[] measure(List<KeyAgreement25519.Key> keys) {
    byte[] point = new byte[LENGTH];
    byte[] secret = new byte[LENGTH];
    point[0] = 9;
    long[] shortest = new long[keys.size()];
    Arrays.fill(shortest, Long.MAX_VALUE);
    long start = clock.getAsLong();
    long now = start;
    do {
      for (int i = 0; i < shortest.length; i++) {
        boolean unused = keys.get(i).agree(point, 0, secret);
        long end = clock.getAsLong();
        shortest[i] = Math.min(shortest[i], end - now);
        now = end;
      }
    } while (now - start < NANOS);
    return shortest;
  }
}
