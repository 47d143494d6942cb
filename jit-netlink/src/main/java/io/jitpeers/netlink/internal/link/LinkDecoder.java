package io.jitpeers.netlink.internal.link;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Parses messages of the types {@code RTM_NEWLINK} and {@code RTM_DELLINK}. Not thread-safe. */
final class LinkDecoder {
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_DELLINK = 17;
  private static final int IFLA_IFNAME = 3;
  private static final int IFF_UP = 1;
  // struct ifinfomsg: family 1, padding 1, type 2, index 4, flags 4, change mask 4.
  static final int HEADER_LENGTH = 16;
  private static final int INDEX = 4;
  private static final int FLAGS = 8;
  private static final int AF_UNSPEC = 0;

  private final AttributeReader attributes;

  LinkDecoder(ByteBuffer buffer) {
    attributes = new AttributeReader(buffer);
  }

  /**
   * Parses the message at the reader's position; returns null if the message has another type or
   * family.
   */
  @Nullable LinkEvent decode(MessageReader message) throws NetlinkFormatException {
    int type = message.type();
    // For the ports of bridges the kernel sends messages of the same types, but of the family
    // AF_BRIDGE.
    if ((type != RTM_NEWLINK && type != RTM_DELLINK) || message.payloadByte(0) != AF_UNSPEC) {
      return null;
    }
    int index = message.payloadInt(INDEX);
    boolean up = (message.payloadInt(FLAGS) & IFF_UP) != 0;
    String name = "";
    message.attributes(attributes, HEADER_LENGTH);
    while (attributes.next()) {
      if (attributes.type() == IFLA_IFNAME) {
        name = attributes.text();
      }
    }
    return new LinkEvent(index, name, type == RTM_DELLINK, up);
  }
}
