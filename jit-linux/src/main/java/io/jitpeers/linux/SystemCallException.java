package io.jitpeers.linux;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A system call failed, or none can be made on this machine ({@link NativeAccess}). The message
 * names the operation, its subject, the reason, and what to do about it where that is known.
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
   * Creates an exception for a machine on which no system call can be made: its errno is ENOSYS,
   * which no system call reported, and which the message therefore does not name.
   */
  static SystemCallException noNativeAccess(
      String operation,
      String subject,
      String reason,
      @Nullable String advice,
      @Nullable Throwable cause) {
    return new SystemCallException(operation, subject, Errno.ENOSYS, reason, advice, cause);
  }

  /** Returns the same failure with what the user can do about it. */
  public SystemCallException withAdvice(String text) {
    return new SystemCallException(operation, subject, errno, reason, text, getCause());
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

  /**
   * Returns the error in words: its name and meaning, such as {@code ENODEV (no such device)}, or
   * why no system call can be made.
   */
  public String reason() {
    return reason;
  }

  /** What the user can do about it; null if nothing is known. */
  public @Nullable String advice() {
    return advice;
  }
}
