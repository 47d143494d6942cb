package io.jitpeers.internal.wakeup;

import io.jitpeers.event.WakeUpOutcome;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about addresses a short time ago, so that packets of a busy tunnel cost
 * neither a lock nor an object. A verdict holds until the state that it follows from has another
 * number. Of fixed size; used by one thread at a time.
 */
final class AddressVerdicts {
  private static final int SLOT_BITS = 14;

  /** The golden ratio times 2^64, odd: spreads over the top bits (Knuth, TAOCP 6.4). */
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final long[] addresses = new long[2 << SLOT_BITS];
  private final int[] states = new int[1 << SLOT_BITS];
  private final boolean[] ipv6 = new boolean[1 << SLOT_BITS];
  private final @Nullable WakeUpOutcome[] verdicts = new WakeUpOutcome[1 << SLOT_BITS];

  AddressVerdicts(RandomGenerator random) {
    this.seed = random.nextLong();
  }

  /**
   * Returns the slot of an address.
   *
   * @param high its first 8 bytes; of an IPv4 address, 4 bytes and zeros
   * @param low the rest
   */
  int slot(long high, long low) {
    long mixed = (high ^ seed) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 32) ^ low) * MULTIPLIER;
    return (int) (mixed >>> (Long.SIZE - SLOT_BITS));
  }

  /** The verdict in a slot, if it is about that address; its {@link #state} says what it is of. */
  @Nullable WakeUpOutcome find(int slot, long high, long low, boolean isIpv6) {
    return addresses[2 * slot] == high && addresses[2 * slot + 1] == low && ipv6[slot] == isIpv6
        ? verdicts[slot]
        : null;
  }

  /** The number of the state that a slot's verdict follows from. */
  int state(int slot) {
    return states[slot];
  }

  void put(int slot, long high, long low, boolean isIpv6, WakeUpOutcome verdict, int state) {
    addresses[2 * slot] = high;
    addresses[2 * slot + 1] = low;
    ipv6[slot] = isIpv6;
    verdicts[slot] = verdict;
    states[slot] = state;
  }
}
