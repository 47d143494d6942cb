package io.jitpeers.pcap;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * libpcap could not do something. The message names the operation with its subject, libpcap's own
 * words, and what to do about it where that is known.
 */
public final class PcapException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** What was done to what. */
  private final String operation;

  /** libpcap's status code. */
  private final int status;

  /**
   * Creates an exception.
   *
   * @param operation what was done to what, such as {@code capturing on eth0}
   * @param status libpcap's status code, such as {@code PCAP_ERROR} (-1), or 0 if there is none
   * @param reason libpcap's own words, or this library's if it has none
   * @param advice what the user can do about it, or null
   * @param cause what else failed, or null
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

  /** {@return what failed, such as the operation and its subject} */
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
