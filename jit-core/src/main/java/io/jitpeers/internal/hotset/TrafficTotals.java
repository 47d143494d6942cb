package io.jitpeers.internal.hotset;

import io.jitpeers.internal.common.StatisticsSnapshot.TrafficBytes;

/** The bytes that all peers have transferred. Guarded by the hot set's lock. */
final class TrafficTotals {
  private long rxBytes;
  private long txBytes;

  /** Adds the bytes that a peer transferred since its last reading. Neither number is negative. */
  void add(long rx, long tx) {
    rxBytes += rx;
    txBytes += tx;
  }

  TrafficBytes bytes() {
    return new TrafficBytes(rxBytes, txBytes);
  }
}
