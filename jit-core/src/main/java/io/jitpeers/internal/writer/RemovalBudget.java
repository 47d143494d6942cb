package io.jitpeers.internal.writer;

import java.time.Duration;

/**
 * Decides how many peers to remove at once (a chunk), so that a removal delays a first packet (an
 * initiation from a client whose peer is not installed) by about the time budget at most. For each
 * removed peer, the kernel waits for an RCU grace period, and meanwhile holds a lock that installs
 * need too. The gateway's own work for a removed peer, before and after the store's call, can take
 * longer than the kernel's wait. The chunk size is therefore adapted to the measured time of a
 * whole chunk, not of the store's call alone. Used on one thread.
 */
final class RemovalBudget {
  private static final int FIRST_CHUNK = 16;
  private static final int MAX_CHUNK = 4096;

  /** A larger chunk is tried after more than this many chunks in a row that fit the budget. */
  private static final int CHUNKS_BEFORE_TRIAL = 32;

  private final long budgetNanos;
  private int chunk = FIRST_CHUNK;
  private int fitting;

  RemovalBudget(Duration budget) {
    this.budgetNanos = budget.toNanos();
  }

  int chunk() {
    return chunk;
  }

  /**
   * Adapts the chunk size to a measured removal. The size shrinks at once to what the budget
   * allows. It grows to at most twice the old size, because a single removal may be fast by chance.
   *
   * <p>A part of the time is the same for every chunk, so a small chunk overstates the time per
   * peer. Therefore a chunk size that has fitted the budget for a while is doubled as a trial.
   */
  void removed(int peers, long nanos) {
    if (peers == 0) {
      return;
    }
    long perPeer = Math.max(1, nanos / peers);
    long affordable = Math.max(1, budgetNanos / perPeer);
    long most = Math.min(MAX_CHUNK, 2L * chunk);
    fitting = nanos <= budgetNanos && affordable <= chunk ? fitting + 1 : 0;
    if (fitting > CHUNKS_BEFORE_TRIAL) {
      fitting = 0;
      chunk = (int) most;
    } else {
      chunk = (int) Math.min(affordable, most);
    }
  }
}
