package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.source.support.PacketDelivery;
import io.jitpeers.source.support.RetryPause;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a queue bound and delivers the queue's packets until the reader is closed. If the socket
 * fails, the reader opens a new one after a pause, as often as needed. Thread-safe.
 */
public final class QueueReader implements Runnable {
  /** The longest pause after consecutive failures. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  private final String name;
  private final NetlinkSocketFactory sockets;
  private final QueueOptions options;
  private final QueueCounters counters;
  private final KernelLosses losses;
  private final FailureLog failures;
  private final PacketDelivery delivery;
  private final TimeSource time;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final RetryPause pause = new RetryPause(closed, MAX_PAUSE);
  private volatile @Nullable QueueSession session;

  /**
   * Creates a reader; nothing is opened yet.
   *
   * @param name the source's name in messages
   * @param sockets opens sockets in the namespace of the queue
   * @param options how to bind the queue
   * @param counters the source's counters, which the reader updates
   * @param losses the kernel's counters of dropped packets
   * @param failures logs and counts failures
   * @param handler receives the packets
   * @param time supplies the packets' capture times
   */
  public QueueReader(
      String name,
      NetlinkSocketFactory sockets,
      QueueOptions options,
      QueueCounters counters,
      KernelLosses losses,
      FailureLog failures,
      PacketHandler handler,
      TimeSource time) {
    this.name = name;
    this.sockets = sockets;
    this.options = options;
    this.counters = counters;
    this.losses = losses;
    this.failures = failures;
    this.time = time;
    this.delivery = new PacketDelivery(name, handler, failures);
  }

  /** Binds the queue for the first time. If the kernel refuses, the exception names a remedy. */
  public void bind() throws NetlinkException {
    QueueSession open = QueueSession.open(sockets, options, counters, failures, time);
    losses.bound(open.portId());
    session = open;
  }

  /** Reads until closed. Called once, after {@link #bind}. */
  @Override
  public void run() {
    try {
      readUntilClosed();
    } finally {
      // Runs even if this thread dies: a bound queue without a reader would hold back the clients'
      // packets.
      endSession();
    }
  }

  private void readUntilClosed() {
    int failuresInRow = 0;
    while (!isClosed()) {
      long began = time.nanoTime();
      try {
        serve();
      } catch (NetlinkException | SystemCallException | RuntimeException | Error e) {
        // Errors such as lack of memory are caught too, because no other thread reads the queue.
        if (!isClosed()) {
          failures.record("the nfqueue of " + name + " failed; binding it again", e);
        }
      }
      endSession();
      // If the queue worked for longer than the longest pause, the number of consecutive failures
      // starts again at 0.
      boolean wasWell = time.nanoTime() - began > MAX_PAUSE.toNanos();
      failuresInRow = rebind(wasWell ? 0 : failuresInRow);
    }
  }

  private void serve() throws NetlinkException, SystemCallException {
    QueueSession open = session;
    if (open != null) {
      open.serve(delivery, this::isClosed);
    }
  }

  /**
   * Tries to bind the queue until it succeeds or the reader is closed. Returns the number of
   * consecutive failures, including {@code failuresBefore}.
   */
  private int rebind(int failuresBefore) {
    int failuresInRow = failuresBefore;
    while (!isClosed()) {
      pause.await(failuresInRow++);
      try {
        bind();
        counters.reopened.increment();
        return failuresInRow;
      } catch (NetlinkException | RuntimeException | Error e) {
        failures.record("the nfqueue of " + name + " cannot be bound again; retrying", e);
      }
    }
    return failuresInRow;
  }

  private void endSession() {
    QueueSession open = session;
    if (open != null) {
      losses.unbinding();
      open.end();
      session = null;
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Returns how many packets were delivered and have no verdict yet. */
  public int undecided() {
    QueueSession open = session;
    return open == null ? 0 : open.undecided();
  }

  /** Makes {@link #run} return soon. */
  public void stop() {
    closed.countDown();
    QueueSession open = session;
    if (open != null) {
      open.wakeUp();
    }
  }

  /** Ends the queue unless the reading thread has already ended it. Called after {@link #stop}. */
  public void end() {
    endSession();
  }
}
