package io.jitpeers.pcap.testkit;

import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Creates captured frames. */
public final class Frames {
  public static final int IPV4 = 0x0800;
  public static final int IPV6 = 0x86DD;
  public static final int VLAN = 0x8100;
  public static final int PROVIDER_VLAN = 0x88A8;
  public static final int LEGACY_QINQ = 0x9100;
  public static final int PPPOE_DISCOVERY = 0x8863;
  public static final int PPPOE_SESSION = 0x8864;

  /** The length of a PPPoE header including PPP's protocol. */
  public static final int PPPOE_HEADER = 8;

  public static final InetSocketAddress CLIENT4 = IpPackets.at("192.0.2.1", 40_000);
  public static final InetSocketAddress GATEWAY4 = IpPackets.at("192.0.2.2", 51_820);
  public static final InetSocketAddress CLIENT6 = IpPackets.at("2001:db8::1", 40_000);
  public static final InetSocketAddress GATEWAY6 = IpPackets.at("2001:db8::2", 51_820);

  /** The interface in the header of version 2 of Linux's cooked frames. */
  public static final int INTERFACE_INDEX = 0x01020304;

  private Frames() {}

  /** Creates a frame whose header matches the packet. */
  public static byte[] frame(LinkType type, byte[] packet, int... tags) {
    return frame(type, protocol(type, packet), packet, tags);
  }

  /**
   * Creates a frame.
   *
   * @param protocol the EtherType behind the tags, or the address family in network byte order;
   *     ignored if frames of this type have neither
   * @param tags the EtherTypes of VLAN tags, outermost first
   */
  public static byte[] frame(LinkType type, int protocol, byte[] packet, int... tags) {
    ByteBuffer frame =
        ByteBuffer.allocate(type.headerLength() + 4 * tags.length + packet.length)
            .put(header(type, tags.length == 0 ? protocol : tags[0]));
    for (int i = 0; i < tags.length; i++) {
      // A priority and a number with distinctive values.
      frame.putShort((short) 0xE123);
      frame.putShort((short) (i + 1 < tags.length ? tags[i + 1] : protocol));
    }
    return frame.put(packet).array();
  }

  /** Returns a packet in a PPPoE session: the payload of a frame with that EtherType. */
  public static byte[] pppoe(byte[] packet) {
    return pppoe(packet[0] >> 4 == 4 ? 0x0021 : 0x0057, packet);
  }

  /** Returns the payload of a PPPoE session with one of PPP's protocols. */
  public static byte[] pppoe(int protocol, byte[] payload) {
    return ByteBuffer.allocate(PPPOE_HEADER + payload.length)
        .putShort((short) 0x1100)
        .putShort((short) 0x1234)
        .putShort((short) (payload.length + 2))
        .putShort((short) protocol)
        .put(payload)
        .array();
  }

  private static byte[] header(LinkType type, int protocol) {
    ByteBuffer header = ByteBuffer.allocate(type.headerLength());
    switch (type) {
      case EN10MB, LINUX_SLL -> header.putShort(type.protocolOffset(), (short) protocol);
      case LINUX_SLL2 -> header.putShort((short) protocol).putInt(4, INTERFACE_INDEX);
      case NULL, LOOP -> header.putInt(protocol);
      case RAW, IPV4, IPV6 -> {}
    }
    return header.array();
  }

  private static int protocol(LinkType type, byte[] packet) {
    boolean ipv4 = packet[0] >> 4 == 4;
    return switch (type) {
      case NULL -> order(ipv4 ? 2 : 10);
      case LOOP -> ipv4 ? 2 : 24;
      default -> ipv4 ? IPV4 : IPV6;
    };
  }

  private static int order(int family) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? family : Integer.reverseBytes(family);
  }

  /** Returns whether frames of a type can contain a packet of its version. */
  public static boolean canHold(LinkType type, byte[] packet) {
    return switch (type) {
      case IPV4 -> packet[0] >> 4 == 4;
      case IPV6 -> packet[0] >> 4 == 6;
      default -> true;
    };
  }

  /** Returns whether frames of a type can have VLAN tags. */
  public static boolean canHaveTags(LinkType type) {
    return type.protocolOffset() >= 0;
  }
}
