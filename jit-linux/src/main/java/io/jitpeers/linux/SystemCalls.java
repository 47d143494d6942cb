package io.jitpeers.linux;

import com.sun.jna.LastErrorException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes system calls. A call that a signal interrupts is repeated, and errors become exceptions
 * with a description.
 */
final class SystemCalls {
  private static final Logger log = LoggerFactory.getLogger(SystemCalls.class);

  private SystemCalls() {}

  /** A system call. */
  interface Call {
    long make();
  }

  static int call(String operation, String subject, Call call) throws SystemCallException {
    while (true) {
      try {
        return Math.toIntExact(call.make());
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw new SystemCallException(operation, subject, e.getErrorCode());
        }
      }
    }
  }

  /** Closes a descriptor, unless it is negative. */
  static void closeQuietly(int fd) {
    if (fd >= 0) {
      try {
        LibC.close(fd);
      } catch (LastErrorException e) {
        // No harm is done: close(2) closes the descriptor even if it fails, and there was no data
        // to write.
        log.debug("closing a descriptor: {}", Errno.describe(e.getErrorCode()), e);
      }
    }
  }
}
