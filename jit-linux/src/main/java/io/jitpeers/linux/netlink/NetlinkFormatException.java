package io.jitpeers.linux.netlink;

import java.io.Serial;

/**
 * Bytes that are not netlink as the kernel's headers describe it: cut short, or of wrong lengths.
 */
public final class NetlinkFormatException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public NetlinkFormatException(String message) {
    super(message);
  }
}
