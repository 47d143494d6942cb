package io.jitpeers.linux;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reports a failed system call. The message contains the operation, its subject, the reason and,
 * where known, a remedy.
 */
public final class SystemCallException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String operation;
  private final String subject;
  private final int errno;
  private final @Nullable String advice;

  /**
   * Creates an exception.
   *
   * @param operation the failed operation, such as {@code opening}
   * @param subject its subject, such as {@code the raw socket for IPv4}
   * @param errno the error number, positive
   */
  public SystemCallException(String operation, String subject, int errno) {
    this(operation, subject, errno, null, null);
  }

  /** Creates an exception with a cause. */
  public SystemCallException(String operation, String subject, int errno, Throwable cause) {
    this(operation, subject, errno, null, cause);
  }

  SystemCallException(
      String operation,
      String subject,
      int errno,
      @Nullable String advice,
      @Nullable Throwable cause) {
    super(
        operation
            + " "
            + subject
            + ": "
            + Errno.describe(errno)
            + (advice == null ? "" : "; " + advice),
        cause);
    this.operation = operation;
    this.subject = subject;
    this.errno = errno;
    this.advice = advice;
  }

  /**
   * Returns a copy with advice to the user, for errors whose reason alone does not suggest a
   * remedy.
   */
  public SystemCallException withAdvice(String text) {
    return new SystemCallException(operation, subject, errno, text, getCause());
  }

  /** Returns the failed operation. */
  public String operation() {
    return operation;
  }

  /** Returns the operation's subject. */
  public String subject() {
    return subject;
  }

  /** Returns the error number, one of {@link Errno} or another. */
  public int errno() {
    return errno;
  }

  /** Returns the advice to the user; null if there is none. */
  public @Nullable String advice() {
    return advice;
  }
}
