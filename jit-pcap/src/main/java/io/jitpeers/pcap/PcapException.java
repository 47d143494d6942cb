package io.jitpeers.pcap;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reports a failed operation of libpcap. The message names the operation and its subject, libpcap's
 * error text, and a remedy where one is known.
 */
public final class PcapException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** The operation and its subject. */
  private final String operation;

  /** libpcap's status code. */
  private final int status;

  /**
   * Creates an exception.
   *
   * @param operation the operation and its subject, such as {@code capturing on eth0}
   * @param status libpcap's status code, such as {@code PCAP_ERROR} (-1), or 0 if there is none
   * @param reason libpcap's error text, or this library's own text if there is none
   * @param advice what the user can do about the failure, or null
   * @param cause the cause, or null
   */
  public PcapException(
      String operation,
      int status,
      String reason,
      @Nullable String advice,
      @Nullable Throwable cause) {
    super(operation + ": " + reason + (advice == null ? "" : "; " + advice), cause);
    this.operation = operation;
    this.status = status;
  }

  /** {@return the failed operation and its subject} */
  public String operation() {
    return operation;
  }

  /**
   * Returns libpcap's status code.
   *
   * @return a negative number from {@code pcap/pcap.h}, such as -8 for a missing permission; 0 if
   *     there is none
   */
  public int status() {
    return status;
  }
}
