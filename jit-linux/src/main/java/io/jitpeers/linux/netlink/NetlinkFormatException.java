package io.jitpeers.linux.netlink;

import java.io.Serial;

/** Reports bytes that violate the netlink format: they are truncated or contain wrong lengths. */
public final class NetlinkFormatException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public NetlinkFormatException(String message) {
    super(message);
  }
}
