package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.SocketAddresses;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes requests for the connection of a UDP datagram, and parses the kernel's answers ({@code
 * linux/netfilter/nfnetlink_conntrack.h}). Not thread-safe.
 */
final class ConntrackMessages {
  /**
   * The length of the longest request: headers, and the addresses and ports of an IPv6 connection.
   */
  static final int REQUEST_LENGTH = 128;

  // The subsystem NFNL_SUBSYS_CTNETLINK is 1. Its messages IPCTNL_MSG_CT_NEW and IPCTNL_MSG_CT_GET
  // are 0 and 1.
  private static final int CT_NEW = 1 << 8;
  private static final int CT_GET = 1 << 8 | 1;

  /** The length of struct nfgenmsg: 1 byte for family, 1 for version, 2 for resource id. */
  private static final int FAMILY_HEADER = 4;

  private static final int CTA_TUPLE_ORIG = 1;
  private static final int CTA_TUPLE_REPLY = 2;
  private static final int CTA_TUPLE_IP = 1;
  private static final int CTA_TUPLE_PROTO = 2;
  private static final int CTA_IP_V4_SRC = 1;
  private static final int CTA_IP_V4_DST = 2;
  private static final int CTA_IP_V6_SRC = 3;
  private static final int CTA_IP_V6_DST = 4;
  private static final int CTA_PROTO_NUM = 1;
  private static final int CTA_PROTO_SRC_PORT = 2;
  private static final int CTA_PROTO_DST_PORT = 3;
  private static final int UDP = 17;

  private final MessageReader messages;
  private final AttributeReader attributes;
  private final AttributeReader tuple;
  private final AttributeReader part;

  /**
   * Creates a parser of answers.
   *
   * @param answers the buffer of the kernel's datagrams
   */
  ConntrackMessages(ByteBuffer answers) {
    messages = new MessageReader(answers);
    attributes = new AttributeReader(answers);
    tuple = new AttributeReader(answers);
    part = new AttributeReader(answers);
  }

  /**
   * The kernel's answer to a request for a connection.
   *
   * @param translated the translated destination of the connection; null if the requested source
   *     did not begin a connection to the requested destination
   * @param errno the kernel's error, positive; 0 if there is none
   */
  record Answer(@Nullable InetSocketAddress translated, int errno) {}

  /** One direction of a connection. */
  private record Direction(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {}

  /** Encodes a request, which replaces the previous request in the writer. */
  static void encodeRequest(
      MessageWriter into, InetSocketAddress source, InetSocketAddress destination, int sequence) {
    boolean ipv4 = source.getAddress() instanceof Inet4Address;
    into.clear();
    into.begin(CT_GET, 0)
        .bytes((byte) SocketAddresses.family(source.getAddress()), (byte) 0, (byte) 0, (byte) 0);
    int all = into.beginNested(CTA_TUPLE_ORIG);
    int ip = into.beginNested(CTA_TUPLE_IP);
    into.putBytes(ipv4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, source.getAddress().getAddress())
        .putBytes(ipv4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, destination.getAddress().getAddress())
        .endNested(ip);
    int protocol = into.beginNested(CTA_TUPLE_PROTO);
    into.putU8(CTA_PROTO_NUM, UDP)
        .putBytes(CTA_PROTO_SRC_PORT, networkOrder(source.getPort()))
        .putBytes(CTA_PROTO_DST_PORT, networkOrder(destination.getPort()))
        .endNested(protocol)
        .endNested(all)
        .end();
    into.number(sequence);
  }

  private static byte[] networkOrder(int port) {
    return new byte[] {(byte) (port >> 8), (byte) port};
  }

  /**
   * Parses a received datagram.
   *
   * @param length the datagram's length
   * @param source the client, as in the request
   * @param destination the destination of the client's packets, as in the request
   * @return the answer to the request with the given sequence number; null if the datagram is not
   *     that answer
   */
  @Nullable Answer parseAnswer(
      int length, int sequence, InetSocketAddress source, InetSocketAddress destination) {
    messages.reset(length);
    try {
      while (messages.next()) {
        if (messages.sequence() == sequence) {
          return parseMessage(source, destination);
        }
      }
    } catch (NetlinkFormatException e) {
      return null;
    }
    return null;
  }

  private @Nullable Answer parseMessage(InetSocketAddress source, InetSocketAddress destination)
      throws NetlinkFormatException {
    if (messages.type() == Netlink.NLMSG_ERROR) {
      return new Answer(null, -messages.payloadInt(0));
    }
    if (messages.type() != CT_NEW) {
      return null;
    }
    messages.attributes(attributes, FAMILY_HEADER);
    Direction original = null;
    Direction reply = null;
    while (attributes.next()) {
      switch (attributes.type()) {
        case CTA_TUPLE_ORIG -> original = direction();
        case CTA_TUPLE_REPLY -> reply = direction();
        default -> {
          // Counters, timeouts and other attributes are not needed.
        }
      }
    }
    // The kernel also finds a connection whose reply direction has the requested addresses. This
    // machine began such a connection, so it is not the requested one.
    boolean asked =
        original != null
            && source.equals(original.source())
            && destination.equals(original.destination());
    return new Answer(asked && reply != null ? reply.source() : null, 0);
  }

  /** Parses the tuple in the current attribute's value. */
  private Direction direction() throws NetlinkFormatException {
    byte[] from = new byte[0];
    byte[] to = new byte[0];
    int fromPort = 0;
    int toPort = 0;
    attributes.nested(tuple);
    while (tuple.next()) {
      tuple.nested(part);
      while (part.next()) {
        if (tuple.type() == CTA_TUPLE_IP) {
          switch (part.type()) {
            case CTA_IP_V4_SRC, CTA_IP_V6_SRC -> from = part.bytesAt(0, part.length());
            case CTA_IP_V4_DST, CTA_IP_V6_DST -> to = part.bytesAt(0, part.length());
            default -> {}
          }
        } else if (tuple.type() == CTA_TUPLE_PROTO) {
          switch (part.type()) {
            case CTA_PROTO_SRC_PORT -> fromPort = part.networkShortAt(0);
            case CTA_PROTO_DST_PORT -> toPort = part.networkShortAt(0);
            default -> {}
          }
        }
      }
    }
    return new Direction(
        new InetSocketAddress(SocketAddresses.address(from, -1), fromPort),
        new InetSocketAddress(SocketAddresses.address(to, -1), toPort));
  }
}
