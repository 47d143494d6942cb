package io.jitpeers.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Waits until a descriptor is readable or another thread wakes the waiting thread (poll(2),
 * eventfd(2)).
 *
 * <p>One thread waits; any thread may wake it or close the poller. Waiting does not allocate. The
 * poller does not own the descriptor. The descriptor's owner calls {@link #close} before it closes
 * the descriptor. {@code close} returns only when no thread waits any more.
 */
public final class Poller implements AutoCloseable {
  /** The timeout for waiting without a limit. */
  public static final int FOREVER = -1;

  // struct pollfd: fd 4, events 2, revents 2.
  private static final int POLLFD_LENGTH = 8;
  private static final int EVENTS = 4;
  private static final int REVENTS = 6;
  private static final long NANOS_IN_MILLI = 1_000_000;

  private final String subject;
  private final WakeUp wakeUp;
  private final Memory polled = new Memory(2L * POLLFD_LENGTH);
  // Waiting and waking hold the read lock; closing takes the write lock. So a descriptor number is
  // never used after the system has reassigned it.
  private final ReentrantReadWriteLock lifecycle = new ReentrantReadWriteLock();
  // The method close sets this field before it wakes the waiting thread, so that the thread does
  // not wait again.
  private volatile boolean closing;
  private boolean closed;

  /** The reason why waiting ended. */
  public enum Event {
    /** The descriptor is readable. */
    READABLE,
    /**
     * The descriptor has an error or a hang-up (POLLERR, POLLHUP, POLLNVAL) but no data. Reading
     * from the descriptor reports the error; until then, every wait ends at once.
     */
    ERROR,
    /**
     * {@link #wake} was called, during this wait or since the previous one. Takes precedence over
     * READABLE.
     */
    WOKEN,
    /** The timeout passed. */
    TIMED_OUT,
    /** The poller is closed. */
    CLOSED
  }

  private Poller(int fd, String subject, WakeUp wakeUp) {
    this.subject = subject;
    this.wakeUp = wakeUp;
    polled.clear();
    polled.setInt(0, fd);
    polled.setShort(EVENTS, LibC.POLLIN);
    polled.setInt(POLLFD_LENGTH, wakeUp.fd());
    polled.setShort(POLLFD_LENGTH + EVENTS, LibC.POLLIN);
  }

  /**
   * Creates a poller.
   *
   * @param fd the descriptor to wait on; negative if the poller waits only for wake-ups
   * @param subject the descriptor's name in error messages, such as {@code the capture on eth0}
   */
  public static Poller open(int fd, String subject) throws SystemCallException {
    NativeAccess.require();
    return new Poller(fd, subject, WakeUp.open(subject));
  }

  /**
   * Waits for an event. Signals do not end the wait.
   *
   * @param timeoutMillis the longest wait in milliseconds, 0 to check without waiting, {@link
   *     #FOREVER} for no limit
   * @return why the wait ended; {@link Event#CLOSED} at once if the poller is closed
   */
  public Event await(int timeoutMillis) throws SystemCallException {
    lifecycle.readLock().lock();
    try {
      if (closing) {
        return Event.CLOSED;
      }
      if (poll(timeoutMillis) == 0) {
        return Event.TIMED_OUT;
      }
      if (polled.getShort(POLLFD_LENGTH + REVENTS) != 0) {
        wakeUp.take();
        return closing ? Event.CLOSED : Event.WOKEN;
      }
      return (polled.getShort(REVENTS) & LibC.POLLIN) != 0 ? Event.READABLE : Event.ERROR;
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  private int poll(int timeoutMillis) throws SystemCallException {
    long deadline = timeoutMillis > 0 ? System.nanoTime() + timeoutMillis * NANOS_IN_MILLI : 0;
    int left = timeoutMillis;
    while (true) {
      try {
        return LibC.poll(polled, 2, left);
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw new SystemCallException("waiting for", subject, e.getErrorCode());
        }
        if (timeoutMillis > 0) {
          // Rounded up; otherwise the last millisecond would be spent polling in a loop.
          left = (int) Math.max(0, (deadline - System.nanoTime()) / NANOS_IN_MILLI + 1);
        }
      }
    }
  }

  /**
   * Ends the current wait. If no thread is waiting, the next wait ends at once. Does nothing after
   * {@link #close}.
   */
  public void wake() {
    lifecycle.readLock().lock();
    try {
      if (!closed) {
        wakeUp.wake();
      }
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  /** Ends the current wait, and returns after the wait has ended. Closing again does nothing. */
  @Override
  public void close() {
    closing = true;
    wake();
    lifecycle.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        wakeUp.close();
        polled.close();
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }
}
