package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.NetlinkSocket;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends verdicts, until the queue is ended. Thread-safe. Whoever decides a packet sends its
 * verdict, unless another thread is sending: that one then takes it along, so nobody waits. What
 * the reading thread decides is sent at its next {@link #flush}, when it has read what there is.
 */
final class VerdictSender {
  /** Verdicts in a datagram, at most; 8 KiB. */
  private static final int DATAGRAM_VERDICTS = 256;

  private final NetlinkSocket socket;
  private final int queue;
  private final QueueCounters counters;
  private final ReentrantLock sending = new ReentrantLock();
  private final MessageWriter writer =
      new MessageWriter(DATAGRAM_VERDICTS * QueueMessages.VERDICT_LENGTH);
  private final Object lock = new Object();
  // The following are guarded by the lock.
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

  /** The calling thread is the one that reads, and will flush. */
  void readByThisThread() {
    synchronized (lock) {
      reader = Thread.currentThread();
    }
  }

  /**
   * A packet was read.
   *
   * @param id the kernel's
   * @return the id made 64 bits wide
   */
  long read(int id) {
    synchronized (lock) {
      long wide = newest + (id - (int) newest);
      if (wide > newest) {
        // The kernel numbers a packet before it tries to hand it over.
        counters.missed.add(wide - newest - 1);
        newest = wide;
      }
      return wide;
    }
  }

  /** A packet that was read will be decided by {@link #settle}. */
  void defer(long id) {
    synchronized (lock) {
      verdicts.defer(id);
    }
  }

  /** Decides a packet that was read and not deferred; on the reading thread. */
  void decide(long id, boolean accept) {
    synchronized (lock) {
      if (!ended) {
        verdicts.decide(id, accept);
        count(accept);
      }
    }
  }

  /** Decides a packet that was deferred. Does nothing if the queue was ended, which decided it. */
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

  /** How many verdicts wait to be sent. */
  int waiting() {
    synchronized (lock) {
      return verdicts.decided();
    }
  }

  /** How many packets have no verdict yet. */
  int undecided() {
    synchronized (lock) {
      return verdicts.undecided();
    }
  }

  /** Sends what waits to be sent. */
  void flush() {
    synchronized (lock) {
      urgent = true;
    }
    sendUrgent();
  }

  private void sendUrgent() {
    while (isUrgent()) {
      if (!sending.tryLock()) {
        return; // Who has it looks again after letting it go.
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
    // The reading thread finds the failure, and binds the queue anew.
    socket.wakeUp();
  }

  /** Fails if verdicts cannot be sent any more. */
  void requireHealthy() throws SystemCallException {
    synchronized (lock) {
      if (failure != null) {
        throw failure;
      }
    }
  }

  /**
   * Sends what waits to be sent, lets every other packet of the queue pass, and closes the socket.
   * Ending again does nothing.
   *
   * @throws SystemCallException if the packets could not be let pass: the kernel drops them
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
