package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.netlink.MessageWriter;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * Which packets of a queue have no verdict yet, and which verdicts are to be sent. Ids are the
 * kernel's, made 64 bits wide so that they never wrap. Not thread-safe.
 *
 * <p>A batch verdict decides <em>every</em> packet in the queue up to its id. So one is only
 * written for accepted packets that are all older than the oldest undecided one; what lies between
 * them was decided by messages before, in the same datagram or an earlier one, and packets that are
 * read later are newer. It then does what single verdicts would do. Drops are always single: should
 * the queue ever hold a packet that is not known here, it passes.
 */
final class Verdicts {
  private static final int INITIAL_CAPACITY = 64;

  private final int queue;
  private final TreeSet<Long> undecided = new TreeSet<>();
  // Each an id, shifted by one, and the verdict: sorting them sorts the ids.
  private long[] decided = new long[INITIAL_CAPACITY];
  private int count;

  Verdicts(int queue) {
    this.queue = queue;
  }

  /** A packet was handed out that will be decided later. It is newer than all before it. */
  void defer(long id) {
    undecided.add(id);
  }

  /** Decides a packet that was deferred; returns false if it was not, or not any more. */
  boolean decideDeferred(long id, boolean accept) {
    if (!undecided.remove(id)) {
      return false;
    }
    decide(id, accept);
    return true;
  }

  /** Decides a packet that was never deferred. */
  void decide(long id, boolean accept) {
    if (count == decided.length) {
      decided = Arrays.copyOf(decided, 2 * count);
    }
    decided[count++] = id << 1 | (accept ? 1 : 0);
  }

  /** How many packets have no verdict yet. */
  int undecided() {
    return undecided.size();
  }

  /** How many verdicts are to be sent. */
  int decided() {
    return count;
  }

  /** Forgets the undecided packets, whom somebody else decided. */
  void forgetUndecided() {
    undecided.clear();
  }

  /**
   * Takes the oldest verdicts that are to be sent, as many as fit.
   *
   * @param writer where they are written, in as few messages as possible
   */
  void take(MessageWriter writer) {
    Arrays.sort(decided, 0, count);
    long barrier = undecided.isEmpty() ? Long.MAX_VALUE : undecided.first();
    int taken = 0;
    while (taken < count && writer.room() >= QueueMessages.VERDICT_LENGTH) {
      int end = batchEnd(taken, barrier);
      if (end - taken > 1) {
        write(writer, Nfqueue.NFQNL_MSG_VERDICT_BATCH, decided[end - 1]);
        taken = end;
      } else {
        write(writer, Nfqueue.NFQNL_MSG_VERDICT, decided[taken]);
        taken++;
      }
    }
    System.arraycopy(decided, taken, decided, 0, count - taken);
    count -= taken;
  }

  /** The end of the accepted packets, from one on, that nothing undecided is older than. */
  private int batchEnd(int from, long barrier) {
    int end = from;
    while (end < count && (decided[end] & 1) == 1 && decided[end] >> 1 < barrier) {
      end++;
    }
    return end;
  }

  private void write(MessageWriter writer, int type, long decision) {
    int verdict = (decision & 1) == 1 ? Nfqueue.NF_ACCEPT : Nfqueue.NF_DROP;
    QueueMessages.verdict(writer, type, queue, verdict, (int) (decision >> 1));
  }
}
