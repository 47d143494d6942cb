package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.netlink.MessageWriter;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * Tracks which packets of a queue have no verdict yet, and which verdicts must be sent. Ids are the
 * kernel's, extended to 64 bits so that they never wrap. Not thread-safe.
 *
 * <p>A batch verdict decides <em>every</em> packet in the queue up to the verdict's id. So a batch
 * verdict is used only for a run of accepted packets that are all older than the oldest undecided
 * packet. All other packets up to the batch verdict's id got their verdicts in earlier messages.
 * Packets that are read later have greater ids. So the batch verdict is equivalent to single
 * verdicts. Only accept verdicts are sent as a batch; each drop verdict is for a single packet. So
 * if the queue contains a packet that this class does not know, that packet may be accepted but is
 * never dropped.
 */
final class Verdicts {
  private static final int INITIAL_CAPACITY = 64;

  private final int queue;
  private final TreeSet<Long> undecided = new TreeSet<>();
  // Each element is an id shifted left by one, with the verdict in the lowest bit. Sorting the
  // elements sorts the ids.
  private long[] decided = new long[INITIAL_CAPACITY];
  private int count;

  Verdicts(int queue) {
    this.queue = queue;
  }

  /**
   * Records that a packet was delivered and will be decided later. The packet's id must be greater
   * than all earlier ids.
   */
  void defer(long id) {
    undecided.add(id);
  }

  /**
   * Decides a packet that was passed to {@link #defer}. Returns false if the packet is already
   * decided, or was never passed to {@code defer}.
   */
  boolean decideDeferred(long id, boolean accept) {
    if (!undecided.remove(id)) {
      return false;
    }
    decide(id, accept);
    return true;
  }

  /** Decides a packet that was never passed to {@link #defer}. */
  void decide(long id, boolean accept) {
    if (count == decided.length) {
      decided = Arrays.copyOf(decided, 2 * count);
    }
    decided[count++] = id << 1 | (accept ? 1 : 0);
  }

  /** Returns how many packets have no verdict yet. */
  int undecided() {
    return undecided.size();
  }

  /** Returns how many verdicts must be sent. */
  int decided() {
    return count;
  }

  /** Forgets the undecided packets. The caller then asks the kernel to let all of them pass. */
  void forgetUndecided() {
    undecided.clear();
  }

  /**
   * Removes the oldest waiting verdicts, as many as fit, and encodes them.
   *
   * @param writer receives the verdicts in as few messages as possible
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

  /**
   * Returns the end (exclusive) of the run that starts at index {@code from} of the array {@code
   * decided}. The run contains only accepted packets that are older than every undecided packet.
   * The run is empty if the packet at {@code from} was not accepted or is newer than an undecided
   * packet.
   *
   * @param barrier the id of the oldest undecided packet; {@link Long#MAX_VALUE} if there is none
   */
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
