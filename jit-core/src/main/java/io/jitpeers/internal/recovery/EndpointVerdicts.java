package io.jitpeers.internal.recovery;

import java.util.random.RandomGenerator;

/**
 * Caches a verdict about each sender of recent packets: the sender's peer is resident (on the
 * device), or the sender's packets need no work for some time. The cache is a table of fixed size
 * in which each sender has only one possible place. A look-up examines only this place and
 * allocates nothing. The cache takes no lock and is not thread-safe.
 */
final class EndpointVerdicts {
  private static final int LEAST_BITS = 14;
  private static final int MOST_BITS = 20;

  /** An odd number whose bits are evenly distributed: 2^64 divided by the golden ratio. */
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private static final int USED = 1 << 16;
  private static final int IPV6 = 1 << 17;
  private static final int RESIDENT = 1 << 18;

  private final long seed;
  private final int bits;
  private final long[] addresses;
  // The port, combined with the flags USED, IPV6 and RESIDENT.
  private final int[] ports;
  // The time until which the sender's packets need no work.
  private final long[] times;
  // For a resident sender, the value of HotSet.departures() from before the look-up.
  private final int[] departed;

  /**
   * Creates an empty table.
   *
   * @param senders the number of senders for which the table should have room
   */
  EndpointVerdicts(int senders, RandomGenerator random) {
    this.seed = random.nextLong();
    this.bits =
        Math.min(
            MOST_BITS, Math.max(LEAST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(senders)));
    int slots = 1 << bits;
    this.addresses = new long[2 * slots];
    this.ports = new int[slots];
    this.times = new long[slots];
    this.departed = new int[slots];
  }

  /** Returns the index of a sender's place in the table. */
  int slot(long high, long low, int port) {
    long mixed = (high ^ seed) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 32) ^ low ^ port) * MULTIPLIER;
    return (int) (mixed >>> (Long.SIZE - bits));
  }

  /**
   * Returns whether a sender's packet needs no further work.
   *
   * @param departures the current value of a number that changes whenever a peer may have left the
   *     device; compared with the value that was passed to {@link #resident}
   * @param now the monotonic time
   */
  boolean isSettled(
      int slot, long high, long low, int port, boolean ipv6, int departures, long now) {
    int flags = USED | (ipv6 ? IPV6 : 0) | port;
    if ((ports[slot] & ~RESIDENT) != flags
        || addresses[2 * slot] != high
        || addresses[2 * slot + 1] != low) {
      return false;
    }
    boolean resident = (ports[slot] & RESIDENT) != 0 && departed[slot] == departures;
    return resident || now - times[slot] < 0;
  }

  /**
   * Records that a sender's peer is resident. The verdict is valid until the given time in any
   * case. After that time, it is valid only if no peer has left the device since {@code departures}
   * was read.
   */
  void resident(int slot, long high, long low, int port, boolean ipv6, int departures, long time) {
    put(slot, high, low, port | RESIDENT, ipv6, time);
    departed[slot] = departures;
  }

  /** Records that a sender's packets need no work until the given time. */
  void until(int slot, long high, long low, int port, boolean ipv6, long time) {
    put(slot, high, low, port, ipv6, time);
  }

  private void put(int slot, long high, long low, int port, boolean ipv6, long time) {
    addresses[2 * slot] = high;
    addresses[2 * slot + 1] = low;
    ports[slot] = port | USED | (ipv6 ? IPV6 : 0);
    times[slot] = time;
  }
}
