package io.jitpeers.netlink.internal.connection;

import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;

/** Takes the messages of a dump. */
@FunctionalInterface
public interface DumpConsumer {

  /** What to do after a message. */
  enum Next {
    /** The message brought something. */
    CONTINUE,
    /** The message brought nothing new. A dump that does so for long is given up. */
    NO_PROGRESS,
    /** The rest of the dump is not wanted. */
    STOP
  }

  /**
   * Takes one message, which is valid during the call.
   *
   * @return what to do next
   * @throws NetlinkFormatException if the message is not what it should be
   */
  Next accept(MessageReader message) throws NetlinkFormatException;
}
