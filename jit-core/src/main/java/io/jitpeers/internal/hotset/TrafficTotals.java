package io.jitpeers.internal.hotset;

import io.jitpeers.internal.common.StatisticsSnapshot.TrafficBytes;

/** What all peers have moved together. Guarded by the hot set's lock. */
final class TrafficTotals {
  private long rxBytes;
  private long txBytes;

  /** Adds what a peer moved since it was last looked at, zero or more. */
  void add(long rx, long tx) {
    rxBytes += rx;
    txBytes += tx;
  }

  TrafficBytes bytes() {
    return new TrafficBytes(rxBytes, txBytes);
  }
}
