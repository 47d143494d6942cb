package io.jitpeers.linux;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a system call failed, or that no system call can be made on this machine (see {@link
 * NativeAccess}). The message contains the operation, its subject, the reason and, where known, a
 * remedy.
 */
public final class SystemCallException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String operation;
  private final String subject;
  private final int errno;
  private final String reason;
  private final @Nullable String advice;

  /**
   * Creates an exception.
   *
   * @param operation the failed operation, such as {@code opening}
   * @param subject what the operation was applied to, such as {@code the raw socket for IPv4}
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
    this(operation, subject, errno, Errno.describe(errno), advice, cause);
  }

  private SystemCallException(
      String operation,
      String subject,
      int errno,
      String reason,
      @Nullable String advice,
      @Nullable Throwable cause) {
    super(operation + " " + subject + ": " + reason + (advice == null ? "" : "; " + advice), cause);
    this.operation = operation;
    this.subject = subject;
    this.errno = errno;
    this.reason = reason;
    this.advice = advice;
  }

  /**
   * Creates an exception for a machine on which no system call can be made. The exception's errno
   * is ENOSYS, but the message omits it, because no system call reported it.
   */
  static SystemCallException noNativeAccess(
      String operation,
      String subject,
      String reason,
      @Nullable String advice,
      @Nullable Throwable cause) {
    return new SystemCallException(operation, subject, Errno.ENOSYS, reason, advice, cause);
  }

  /** Returns a copy of this exception with advice to the user. */
  public SystemCallException withAdvice(String text) {
    return new SystemCallException(operation, subject, errno, reason, text, getCause());
  }

  /** Returns the failed operation. */
  public String operation() {
    return operation;
  }

  /** Returns what the operation was applied to. */
  public String subject() {
    return subject;
  }

  /** Returns the error number. {@link Errno} defines only some of the possible numbers. */
  public int errno() {
    return errno;
  }

  /**
   * Returns the error's name and meaning, such as {@code ENODEV (no such device)}, or the reason
   * why no system call can be made.
   */
  public String reason() {
    return reason;
  }

  /** Returns the advice to the user; null if there is none. */
  public @Nullable String advice() {
    return advice;
  }
}
