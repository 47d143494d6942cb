package io.jitpeers.netlink.testkit;

import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.testkit.ReplyBuilder;

/** Notifications about links, with a part of the content that {@code rtnl_fill_ifinfo} writes. */
final class LinkMessages {
  private static final int MTU = 1420;
  // ARPHRD_NONE: a device without link-layer addresses, as WireGuard's are.
  private static final int ARPHRD_NONE = 0xFFFE;

  private LinkMessages() {}

  /** Writes a notification, which answers no request. */
  static byte[] notification(int type, FakeLink link) {
    ReplyBuilder message = new ReplyBuilder().message(type, 0, 0, 0);
    write(message, link, type == Uapi.RTM_DELLINK ? -1 : 0);
    return message.toBytes();
  }

  /** Writes the answer to a dump of all links, in one datagram. */
  static byte[] dump(Iterable<FakeLink> links, int sequence, int portId) {
    ReplyBuilder datagram = new ReplyBuilder();
    for (FakeLink link : links) {
      datagram.message(Uapi.RTM_NEWLINK, Netlink.NLM_F_MULTI, sequence, portId);
      write(datagram, link, 0);
    }
    return datagram
        .message(Netlink.NLMSG_DONE, Netlink.NLM_F_MULTI, sequence, portId)
        .rawInt(0)
        .toBytes();
  }

  private static void write(ReplyBuilder message, FakeLink link, int change) {
    // struct ifinfomsg: family 1, padding 1, type 2, index 4, flags 4, change 4.
    message
        .rawShort(0)
        .rawShort(ARPHRD_NONE)
        .rawInt(link.index)
        .rawInt(link.up ? Uapi.IFF_UP : 0)
        .rawInt(change);
    message.putText(Uapi.IFLA_IFNAME, link.name).putU32(Uapi.IFLA_MTU, MTU);
    if (!link.kind().isEmpty()) {
      message.nested(Uapi.IFLA_LINKINFO, info -> info.putText(Uapi.IFLA_INFO_KIND, link.kind()));
    }
  }
}
