package io.jitpeers.internal.opening;

import io.jitpeers.internal.common.Demand;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The packets that wait to be opened, in two lanes: those that come from where a peer is known to
 * be go first, but one of eight is a stranger's while any waits, so that no flood that claims known
 * addresses keeps newcomers out. The size is bounded by whoever adds. Thread-safe.
 */
final class OpeningLanes {
  private static final int FIRST_IN_A_ROW = 7;

  /** The part of a full queue that strangers keep. */
  private static final int STRANGERS_PART = 4;

  private final Deque<Demand.Initiation> first = new ArrayDeque<>();
  private final Deque<Demand.Initiation> strangers = new ArrayDeque<>();
  private int inARow;

  synchronized void add(Demand.Initiation admitted, boolean goesFirst) {
    (goesFirst ? first : strangers).addLast(admitted);
  }

  /** Takes out the one whose turn it is; null if none waits. */
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
   * Takes out the newest of the lane that has more than its part; null if none waits. The part of
   * strangers is a quarter, that of the others what strangers leave, all but a quarter at most.
   */
  synchronized Demand.@Nullable Initiation giveUp() {
    int strangersKeep = (first.size() + strangers.size()) / STRANGERS_PART;
    return strangers.size() > strangersKeep || first.isEmpty()
        ? strangers.pollLast()
        : first.pollLast();
  }
}
