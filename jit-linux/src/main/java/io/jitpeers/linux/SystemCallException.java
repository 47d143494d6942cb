package io.jitpeers.linux;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A system call failed. The message says what was done, to what, why not, and what helps. */
public final class SystemCallException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String operation;
  private final String subject;
  private final int errno;
  private final @Nullable String advice;

  /**
   * Creates an exception.
   *
   * @param operation what was being done, such as {@code opening}
   * @param subject to what, such as {@code the raw socket for IPv4}
   * @param errno the error's number, positive
   */
  public SystemCallException(String operation, String subject, int errno) {
    this(operation, subject, errno, null, null);
  }

  /** Creates one that another exception led to. */
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

  /** The same with what the user can do about it, where the reason alone does not tell. */
  public SystemCallException withAdvice(String text) {
    return new SystemCallException(operation, subject, errno, text, getCause());
  }

  /** What was being done. */
  public String operation() {
    return operation;
  }

  /** To what. */
  public String subject() {
    return subject;
  }

  /** The error's number, one of {@link Errno} or another. */
  public int errno() {
    return errno;
  }

  /** What the user can do about it; null if nothing is known. */
  public @Nullable String advice() {
    return advice;
  }
}
