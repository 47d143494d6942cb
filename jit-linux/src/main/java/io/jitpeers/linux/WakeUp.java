package io.jitpeers.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;

/**
 * A descriptor that one thread waits on and other threads make readable (eventfd(2)). Several
 * wake-ups count as one until they are taken. No method may be called during or after close; {@link
 * Poller} ensures this.
 */
final class WakeUp {
  private final int fd;
  private final Memory counter = new Memory(Long.BYTES);
  private final Memory one = new Memory(Long.BYTES);

  private WakeUp(int fd) {
    this.fd = fd;
    one.setLong(0, 1);
  }

  static WakeUp open(String subject) throws SystemCallException {
    return new WakeUp(
        SystemCalls.call(
            "opening",
            "the eventfd of " + subject,
            () -> LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK)));
  }

  int fd() {
    return fd;
  }

  /** Makes the descriptor readable. */
  void wake() {
    while (true) {
      try {
        LibC.write(fd, one, Long.BYTES);
        return;
      } catch (LastErrorException e) {
        if (e.getErrorCode() == Errno.EAGAIN) {
          return; // The counter is full, so the waiting thread is woken anyway.
        }
        if (e.getErrorCode() != Errno.EINTR) {
          throw new IllegalStateException(
              "writing to an eventfd: " + Errno.describe(e.getErrorCode()), e);
        }
      }
    }
  }

  /**
   * Takes all wake-ups, so that the descriptor is no longer readable. May be called only when the
   * descriptor is readable.
   */
  void take() throws SystemCallException {
    var unused = SystemCalls.call("reading", "an eventfd", () -> LibC.read(fd, counter, 8));
  }

  void close() {
    SystemCalls.closeQuietly(fd);
    counter.close();
    one.close();
  }
}
