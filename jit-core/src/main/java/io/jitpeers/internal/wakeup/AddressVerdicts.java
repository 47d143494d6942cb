package io.jitpeers.internal.wakeup;

import io.jitpeers.event.WakeUpOutcome;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Caches recent verdicts about destination addresses. There are two verdicts: a resident peer (one
 * on the device) holds the address, or no peer is known for the address. If the verdict is cached,
 * handling a packet takes no lock and allocates nothing. A change of the resident or the remembered
 * peers can make a cached verdict wrong. To detect this, the caller keeps a version number for each
 * of the two verdicts, and changes the number whenever cached verdicts of that kind may have become
 * wrong. A verdict is stored together with its current version number, and is valid until the
 * version number changes. Of fixed size; used by one thread at a time.
 */
final class AddressVerdicts {
  private static final int SLOT_BITS = 14;

  /**
   * 2^64 divided by the golden ratio, rounded to an odd number. The top bits of a product with this
   * number are spread evenly (Knuth, TAOCP 6.4).
   */
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
   * @param high the address's first 8 bytes; for an IPv4 address, its 4 bytes followed by zeros
   * @param low the address's last 8 bytes; for an IPv4 address, zero
   */
  int slot(long high, long low) {
    long mixed = (high ^ seed) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 32) ^ low) * MULTIPLIER;
    return (int) (mixed >>> (Long.SIZE - SLOT_BITS));
  }

  /**
   * Returns the verdict in a slot; null if the slot is used by another address. The caller has to
   * check whether the verdict is still valid: {@link #state} must return the caller's current
   * version number for the verdict.
   */
  @Nullable WakeUpOutcome find(int slot, long high, long low, boolean isIpv6) {
    return addresses[2 * slot] == high && addresses[2 * slot + 1] == low && ipv6[slot] == isIpv6
        ? verdicts[slot]
        : null;
  }

  /**
   * Returns the version number that was stored with a slot's verdict. The verdict is valid while
   * the caller's version number for the verdict has not changed.
   */
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
