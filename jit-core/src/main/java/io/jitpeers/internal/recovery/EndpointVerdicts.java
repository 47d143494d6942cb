package io.jitpeers.internal.recovery;

import java.util.random.RandomGenerator;

/**
 * A cache of what is known about the senders of recent packets: that their peer is resident, or
 * that nothing is to be done about them for some time. A table of fixed size in which a sender has
 * one possible place, so that a packet takes no lock and allocates nothing. Not thread-safe.
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
  // The port and the flags above.
  private final int[] ports;
  // Until when nothing is to be done.
  private final long[] times;
  // For a resident sender, the number of departures.
  private final int[] departed;

  /**
   * Creates an empty table.
   *
   * @param senders how many senders it should have room for
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

  /** Returns the place of a sender. */
  int slot(long high, long low, int port) {
    long mixed = (high ^ seed) * MULTIPLIER;
    mixed = (mixed ^ (mixed >>> 32) ^ low ^ port) * MULTIPLIER;
    return (int) (mixed >>> (Long.SIZE - bits));
  }

  /**
   * Returns whether a sender's packet needs no further work.
   *
   * @param departures changes whenever a peer may have left
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

  /** Records that a sender's peer is resident: until a time, and then as long as no peer leaves. */
  void resident(int slot, long high, long low, int port, boolean ipv6, int departures, long time) {
    put(slot, high, low, port | RESIDENT, ipv6, time);
    departed[slot] = departures;
  }

  /** Records that nothing is to be done about a sender until a time. */
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
