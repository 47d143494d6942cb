package io.jitpeers.netlink;

import io.jitpeers.linux.Errno;
import io.jitpeers.spi.StoreException;
import java.io.Serial;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The kernel refused a request, or its answer could not be used. The message names the operation
 * with its subject, the kernel's error and text, and what to do about it where that is known. It
 * never holds a key that is secret.
 */
public final class NetlinkException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** What was asked and of what. */
  private final String operation;

  /** The error's number, positive. */
  private final int errno;

  /** The kernel's text, or null. */
  private final @Nullable String kernelText;

  /** The offset in the request, or -1. */
  private final int offset;

  private NetlinkException(
      String operation,
      int errno,
      @Nullable String kernelText,
      int offset,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.operation = operation;
    this.errno = errno;
    this.kernelText = kernelText;
    this.offset = offset;
  }

  /**
   * Creates an exception for an error that the kernel reported.
   *
   * @param operation what was asked and of what, such as {@code listing the peers of wg0}
   * @param errno the error's number, positive
   * @param kernelText the text of the kernel's extended acknowledgement, or null if it gave none
   * @param offset the offset in the request at which the kernel saw the mistake, or -1 if it did
   *     not say
   * @param advice what the user can do about it, or null
   * @param cause what reported it, or null
   * @return the exception
   */
  public static NetlinkException ofErrno(
      String operation,
      int errno,
      @Nullable String kernelText,
      int offset,
      @Nullable String advice,
      @Nullable Throwable cause) {
    StringBuilder message = new StringBuilder(operation).append(": ").append(Errno.describe(errno));
    if (kernelText != null) {
      message.append("; the kernel says: ").append(kernelText);
    }
    if (offset >= 0) {
      message.append(" (at byte ").append(offset).append(" of the request)");
    }
    if (advice != null) {
      message.append("; ").append(advice);
    }
    return new NetlinkException(operation, errno, kernelText, offset, message.toString(), cause);
  }

  /**
   * Creates an exception for a failure before the kernel was asked, such as a JNA that cannot load.
   *
   * @param operation what was to be asked and of what
   * @param errno the error's number, positive; {@code ENOSYS} if no system call can be made
   * @param reason the error in words
   * @param advice what the user can do about it, or null
   * @param cause what reported it, or null
   * @return the exception
   */
  public static NetlinkException ofReason(
      String operation,
      int errno,
      String reason,
      @Nullable String advice,
      @Nullable Throwable cause) {
    return new NetlinkException(
        operation,
        errno,
        null,
        -1,
        operation + ": " + reason + (advice == null ? "" : "; " + advice),
        cause);
  }

  /**
   * Creates an exception for an answer that is not what the kernel's contract says.
   *
   * @param operation what was asked and of what
   * @param reason what is wrong with the answer
   * @param cause what found it, or null
   * @return the exception, with the errno {@code EBADMSG}
   */
  public static NetlinkException ofAnswer(
      String operation, String reason, @Nullable Throwable cause) {
    return new NetlinkException(
        operation, Errno.EBADMSG, null, -1, operation + ": " + reason, cause);
  }

  /**
   * Returns what was asked and of what.
   *
   * @return such as {@code listing the peers of wg0}
   */
  public String operation() {
    return operation;
  }

  /**
   * Returns the error's number.
   *
   * @return a positive number, as in {@code asm-generic/errno.h}
   */
  public int errno() {
    return errno;
  }

  /**
   * Returns the error's name.
   *
   * @return such as {@code ENODEV}, or {@code errno 999} if the number has no name here
   */
  public String errnoName() {
    return Errno.name(errno);
  }

  /**
   * {@return the text of the kernel's extended acknowledgement, or empty if the kernel gave none}
   */
  public Optional<String> kernelText() {
    return Optional.ofNullable(kernelText);
  }

  /**
   * {@return the offset in the request at which the kernel saw the mistake, in bytes from the
   * request's header on, or empty if the kernel did not say}
   */
  public OptionalInt offset() {
    return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
  }
}
