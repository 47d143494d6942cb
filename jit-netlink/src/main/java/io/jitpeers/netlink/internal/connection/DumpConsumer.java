package io.jitpeers.netlink.internal.connection;

import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;

/** Receives the messages of a dump. */
@FunctionalInterface
public interface DumpConsumer {

  /** States how to continue a dump after a message. */
  enum Next {
    /** The message contained something new. */
    CONTINUE,
    /**
     * The message contained nothing new. The dump is aborted after too many such messages in a row.
     */
    NO_PROGRESS,
    /** The consumer does not need the rest of the dump. */
    STOP
  }

  /**
   * Processes one message, which is valid only during the call.
   *
   * @return how to continue
   * @throws NetlinkFormatException if the message is malformed
   */
  Next accept(MessageReader message) throws NetlinkFormatException;
}
