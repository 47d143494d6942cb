package io.jitpeers.netlink.internal.socket;

import io.jitpeers.netlink.internal.codec.Errno;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A system call failed. */
public final class ErrnoException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  /**
   * Makes an exception.
   *
   * @param call the system call and what it was for, such as {@code bind}
   * @param errno the error's number, positive
   */
  public ErrnoException(String call, int errno) {
    this(call, errno, null);
  }

  /** The same with a cause. */
  public ErrnoException(String call, int errno, @Nullable Throwable cause) {
    super(call + ": " + Errno.describe(errno), cause);
    this.call = call;
    this.errno = errno;
  }

  public String call() {
    return call;
  }

  public int errno() {
    return errno;
  }
}
