package io.jitpeers.netlink.internal.socket;

import io.jitpeers.netlink.internal.codec.Errno;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A system call failed. */
public final class ErrnoException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;
  private final @Nullable String advice;

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
    this(call, errno, cause, null);
  }

  private ErrnoException(
      String call, int errno, @Nullable Throwable cause, @Nullable String advice) {
    super(call + ": " + Errno.describe(errno), cause);
    this.call = call;
    this.errno = errno;
    this.advice = advice;
  }

  /** The same with what the user can do about it, where a number alone does not tell. */
  ErrnoException withAdvice(String text) {
    return new ErrnoException(call, errno, getCause(), text);
  }

  public String call() {
    return call;
  }

  public int errno() {
    return errno;
  }

  /** What the user can do about it; null for what is right for a netlink socket. */
  public @Nullable String advice() {
    return advice;
  }
}
