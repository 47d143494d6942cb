package io.jitpeers.internal.opening;

import io.jitpeers.internal.common.Demand;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The packets that wait to be opened, in two lanes. Packets from sources that have resident peers,
 * or recently had some, go first. The other packets come from strangers. While strangers' packets
 * wait, every eighth opened packet is a stranger's, so a flood with forged addresses of known
 * sources does not keep newcomers out. The caller bounds the number of packets. Thread-safe.
 */
final class OpeningLanes {
  private static final int FIRST_IN_A_ROW = 7;

  /**
   * The strangers' share of the queue is the number of all queued packets divided by this number.
   * {@link #giveUp} removes a stranger's packet if strangers have more packets than this share.
   */
  private static final int STRANGERS_PART = 4;

  private final Deque<Demand.Initiation> first = new ArrayDeque<>();
  private final Deque<Demand.Initiation> strangers = new ArrayDeque<>();
  private int inARow;

  synchronized void add(Demand.Initiation admitted, boolean goesFirst) {
    (goesFirst ? first : strangers).addLast(admitted);
  }

  /** Removes and returns the next packet to open; null if no packet waits. */
  synchronized Demand.@Nullable Initiation next() {
    boolean strangersTurn = first.isEmpty() || (inARow >= FIRST_IN_A_ROW && !strangers.isEmpty());
    if (strangersTurn) {
      inARow = 0;
      return strangers.pollFirst();
    }
    inARow++;
    return first.pollFirst();
  }

  /**
   * Chooses the lane that has more waiting packets than its share, and removes and returns the
   * lane's newest packet. Returns null if no packet waits. The strangers' share is a quarter of all
   * waiting packets, and the other lane's share is the rest.
   */
  synchronized Demand.@Nullable Initiation giveUp() {
    int strangersKeep = (first.size() + strangers.size()) / STRANGERS_PART;
    return strangers.size() > strangersKeep || first.isEmpty()
        ? strangers.pollLast()
        : first.pollLast();
  }
}
