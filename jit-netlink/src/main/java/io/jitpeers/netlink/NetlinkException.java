package io.jitpeers.netlink;

import io.jitpeers.linux.Errno;
import io.jitpeers.spi.StoreException;
import java.io.Serial;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reports that the kernel refused a request, or that the kernel's answer could not be used. The
 * message names the operation and its subject, the kernel's error number and text, and a remedy
 * where one is known. It never contains a secret key.
 */
public final class NetlinkException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  /** The operation and its subject. */
  private final String operation;

  /** The error's number, positive. */
  private final int errno;

  /** The text of the kernel's extended acknowledgement; null if there was none. */
  private final @Nullable String kernelText;

  /** The offset of the offending part in the request; -1 if the kernel reported none. */
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
   * @param operation the operation and its subject, such as {@code listing the peers of wg0}
   * @param errno the error number, positive
   * @param kernelText the text of the kernel's extended acknowledgement, or null if there was none
   * @param offset the offset of the offending part in the request, or -1 if the kernel reported
   *     none
   * @param advice what the user can do about the error, or null
   * @param cause the cause, or null
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
   * Creates an exception for a failure that occurred before a request was sent. For example, JNA
   * cannot be loaded.
   *
   * @param operation the operation and its subject
   * @param errno the error number, positive; {@code ENOSYS} if no system call can be made
   * @param reason a description of the error
   * @param advice what the user can do about the error, or null
   * @param cause the cause, or null
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
   * Creates an exception for an answer that violates the kernel's documented format.
   *
   * @param operation the operation and its subject
   * @param reason what is wrong with the answer
   * @param cause the cause, or null
   * @return the exception, with the errno {@code EBADMSG}
   */
  public static NetlinkException ofAnswer(
      String operation, String reason, @Nullable Throwable cause) {
    return new NetlinkException(
        operation, Errno.EBADMSG, null, -1, operation + ": " + reason, cause);
  }

  /**
   * Returns the operation and its subject.
   *
   * @return the operation and its subject, such as {@code listing the peers of wg0}
   */
  public String operation() {
    return operation;
  }

  /**
   * Returns the error number.
   *
   * @return a positive number from {@code asm-generic/errno.h}
   */
  public int errno() {
    return errno;
  }

  /**
   * Returns the error's name.
   *
   * @return the name, such as {@code ENODEV}, or {@code errno 999} if the library has no name for
   *     the number
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
   * {@return the offset of the offending part, in bytes from the start of the request's header, or
   * empty if the kernel reported none}
   */
  public OptionalInt offset() {
    return offset < 0 ? OptionalInt.empty() : OptionalInt.of(offset);
  }
}
