package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.NetlinkSocket;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends verdicts until the queue is ended. Thread-safe. If the reading thread decides a packet, it
 * sends the verdict at its next {@link #flush}. It calls {@link #flush} when it has read all
 * pending packets, or when many verdicts wait. If another thread decides a packet, that thread
 * sends the verdict at once. But if some thread is already sending, the sending thread also sends
 * the new verdict, so no thread waits.
 */
final class VerdictSender {
  /** The maximum number of verdicts in a datagram, 8 KiB in total. */
  private static final int DATAGRAM_VERDICTS = 256;

  private final NetlinkSocket socket;
  private final int queue;
  private final QueueCounters counters;
  private final ReentrantLock sending = new ReentrantLock();
  private final MessageWriter writer =
      new MessageWriter(DATAGRAM_VERDICTS * QueueMessages.VERDICT_LENGTH);
  private final Object lock = new Object();
  // The lock guards the following fields.
  private final Verdicts verdicts;
  private long newest;
  private boolean urgent;
  private boolean ended;
  private @Nullable SystemCallException failure;
  private @Nullable Thread reader;

  VerdictSender(NetlinkSocket socket, int queue, QueueCounters counters) {
    this.socket = socket;
    this.queue = queue;
    this.counters = counters;
    this.verdicts = new Verdicts(queue);
  }

  /** Registers the calling thread as the thread that reads packets and calls {@link #flush}. */
  void readByThisThread() {
    synchronized (lock) {
      reader = Thread.currentThread();
    }
  }

  /**
   * Records that a packet was read.
   *
   * @param id the id that the kernel gave the packet
   * @return the id extended to 64 bits
   */
  long read(int id) {
    synchronized (lock) {
      long wide = newest + (id - (int) newest);
      if (wide > newest) {
        // The ids have a gap. Each packet gets an id before its delivery, so the packets in the gap
        // were lost.
        counters.missed.add(wide - newest - 1);
        newest = wide;
      }
      return wide;
    }
  }

  /** Defers the decision on a packet that was read; {@link #settle} decides the packet later. */
  void defer(long id) {
    synchronized (lock) {
      verdicts.defer(id);
    }
  }

  /** Decides a packet that was read and not deferred; called on the reading thread. */
  void decide(long id, boolean accept) {
    synchronized (lock) {
      if (!ended) {
        verdicts.decide(id, accept);
        count(accept);
      }
    }
  }

  /**
   * Decides a deferred packet. Does nothing if the queue has ended, because all packets were
   * decided when it ended.
   */
  void settle(long id, boolean accept) {
    synchronized (lock) {
      if (ended || !verdicts.decideDeferred(id, accept)) {
        return;
      }
      count(accept);
      urgent |= Thread.currentThread() != reader;
    }
    sendUrgent();
  }

  private void count(boolean accept) {
    (accept ? counters.accepted : counters.dropped).increment();
  }

  /** Returns how many verdicts wait to be sent. */
  int waiting() {
    synchronized (lock) {
      return verdicts.decided();
    }
  }

  /** Returns how many packets have no verdict yet. */
  int undecided() {
    synchronized (lock) {
      return verdicts.undecided();
    }
  }

  /** Sends the waiting verdicts. */
  void flush() {
    synchronized (lock) {
      urgent = true;
    }
    sendUrgent();
  }

  private void sendUrgent() {
    while (isUrgent()) {
      if (!sending.tryLock()) {
        return; // The lock's holder checks for verdicts again after the unlock.
      }
      try {
        sendAll();
      } finally {
        sending.unlock();
      }
    }
  }

  private boolean isUrgent() {
    synchronized (lock) {
      return urgent;
    }
  }

  private void sendAll() {
    while (takeSome()) {
      try {
        socket.send(writer.datagram());
      } catch (SystemCallException e) {
        fail(e);
      }
    }
  }

  private boolean takeSome() {
    synchronized (lock) {
      if (verdicts.decided() == 0 || failure != null) {
        urgent = false;
        return false;
      }
      writer.clear();
      verdicts.take(writer);
      return true;
    }
  }

  private void fail(SystemCallException e) {
    synchronized (lock) {
      failure = e;
    }
    // The reading thread notices the failure and binds the queue again.
    socket.wakeUp();
  }

  /** Throws if verdicts can no longer be sent. */
  void requireHealthy() throws SystemCallException {
    synchronized (lock) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  /**
   * Sends the waiting verdicts, lets all other packets of the queue pass, and closes the socket.
   * Ending again does nothing.
   *
   * @throws SystemCallException if the request to let the packets pass failed; then the kernel
   *     drops the packets
   */
  void end() throws SystemCallException {
    sending.lock();
    try {
      int id;
      synchronized (lock) {
        if (ended) {
          return;
        }
        ended = true;
        id = (int) newest;
        counters.accepted.add(verdicts.undecided());
        verdicts.forgetUndecided();
      }
      sendAll();
      writer.clear();
      QueueMessages.letEverythingPass(writer, queue, id);
      socket.send(writer.datagram());
    } finally {
      socket.close();
      sending.unlock();
    }
  }
}
