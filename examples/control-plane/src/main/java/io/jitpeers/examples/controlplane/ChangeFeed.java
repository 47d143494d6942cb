package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.controlplane.Change.Position;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the log of changes and wakes the streams that wait for new changes. The log is polled
 * because other programs write it. A poll reads only the last row of the log, so frequent polls
 * cost almost nothing. Nothing is polled while no stream waits. Thread-safe.
 */
final class ChangeFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

  private final ChangeLog changes;
  private final Thread poller;
  private final long pollNanos;
  private Position newest = Position.BEGINNING;
  private int waiting;
  private boolean failing;
  private boolean closed;

  ChangeFeed(ChangeLog changes, Duration poll) {
    this.changes = changes;
    this.pollNanos = poll.toNanos();
    poller = new Thread(this::poll, "control-plane-changes");
    poller.setDaemon(true);
    poller.start();
  }

  private void poll() {
    try {
      while (pause()) {
        look();
      }
    } catch (InterruptedException e) {
      log.debug("closed", e);
    }
  }

  /**
   * Waits until two conditions hold: a poll is due, and a stream waits for changes. Returns false
   * if the feed was closed.
   */
  private synchronized boolean pause() throws InterruptedException {
    do {
      if (closed) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, pollNanos);
    } while (waiting == 0);
    return !closed;
  }

  private void look() {
    try {
      Position found = refresh();
      log.trace("the log of changes ends at {}", found);
      failing = false;
    } catch (DatabaseException e) {
      if (!failing) {
        log.warn("changes are not announced until the database can be read", e);
      }
      failing = true;
    }
  }

  /**
   * Polls the log at once and returns the position of the log's end. A closed feed polls no longer,
   * because the log may be closed, too.
   */
  synchronized Position refresh() {
    if (closed) {
      return newest;
    }
    Position found = changes.newest();
    if (!found.equals(newest)) {
      newest = found;
      notifyAll();
    }
    return found;
  }

  /**
   * Waits until the position of the log's end differs from the given position.
   *
   * @return the position of the log's end; the given position if the time has passed or the feed
   *     was closed
   */
  synchronized Position await(Position known, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    waiting++;
    try {
      long left = atMost.toNanos();
      while (!closed && newest.equals(known) && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = deadline - System.nanoTime();
      }
      return closed ? known : newest;
    } finally {
      waiting--;
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Wakes all waiting streams. Afterwards no stream waits any more. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    poller.interrupt();
  }
}
