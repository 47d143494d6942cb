package io.jitpeers.pcap.internal.frame;

import io.jitpeers.pcap.FrameRefusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Finds the IP packet behind a link-layer header, any VLAN tags and any PPPoE header. */
public final class LinkDecoder implements PacketFinder {
  // EtherTypes (IEEE 802, IANA).
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;
  private static final int VLAN = 0x8100;
  private static final int PROVIDER_VLAN = 0x88A8;
  private static final int LEGACY_QINQ = 0x9100;
  private static final int PPPOE_SESSION = 0x8864;

  // The header of PPPoE (RFC 2516 section 4): version and type, both 1; code 0; session id; length.
  // The protocol field of PPP follows.
  private static final int PPPOE_LENGTH = 6;
  private static final int PPP_LENGTH = 2;
  private static final int SESSION_DATA = 0x1100;
  private static final int PPPOE_PAYLOAD_LENGTH = 4;
  private static final int PPP_IPV4 = 0x0021;
  private static final int PPP_IPV6 = 0x0057;

  /**
   * The maximum number of VLAN tags. 802.1ad uses two, and no known network uses more than three.
   */
  private static final int MAX_TAGS = 4;

  private static final int TAG_LENGTH = 4;

  /**
   * The distance in bytes from the end of a VLAN tag's own EtherType to the next EtherType. The
   * tag's priority and VLAN number are between the two.
   */
  private static final int PROTOCOL_BEHIND_TAG = 2;

  /** The offset of the interface's index in a LINUX_SLL2 header (pcap-linktype(7)). */
  private static final int SLL2_INTERFACE_INDEX = 4;

  private final ByteBuffer buffer;
  private final LinkType type;
  private int packet;
  private int end;
  private int interfaceIndex;

  /**
   * Creates a decoder.
   *
   * @param buffer the buffer of the frames; read with absolute gets, regardless of its byte order
   * @param type the frames' link type
   */
  public LinkDecoder(ByteBuffer buffer, LinkType type) {
    this.buffer = buffer.duplicate().order(ByteOrder.BIG_ENDIAN);
    this.type = type;
  }

  @Override
  public @Nullable FrameRefusal find(int start, int captured) {
    interfaceIndex = 0;
    if (captured < type.headerLength()) {
      return FrameRefusal.TRUNCATED;
    }
    packet = start + type.headerLength();
    end = start + captured;
    return switch (type) {
      case EN10MB, LINUX_SLL -> findTagged(u16(start + type.protocolOffset()));
      case LINUX_SLL2 -> {
        interfaceIndex = buffer.getInt(start + SLL2_INTERFACE_INDEX);
        yield findTagged(u16(start + type.protocolOffset()));
      }
      case NULL -> require(versionOfEitherOrder(buffer.getInt(start)));
      case LOOP -> require(versionOfFamily(buffer.getInt(start)));
      case RAW -> null;
      case IPV4 -> require(4);
      case IPV6 -> require(6);
    };
  }

  @Override
  public int packet() {
    return packet;
  }

  @Override
  public int end() {
    return end;
  }

  /**
   * {@return the index of the interface of the last frame, as recorded in the capture; 0 if the
   * link type does not record it}
   */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  private @Nullable FrameRefusal findTagged(int firstProtocol) {
    int protocol = firstProtocol;
    for (int tags = 0; isTag(protocol); tags++) {
      if (tags == MAX_TAGS) {
        return FrameRefusal.TOO_MANY_TAGS;
      }
      if (end - packet < TAG_LENGTH) {
        return FrameRefusal.TRUNCATED;
      }
      protocol = u16(packet + PROTOCOL_BEHIND_TAG);
      packet += TAG_LENGTH;
    }
    return switch (protocol) {
      case IPV4 -> require(4);
      case IPV6 -> require(6);
      case PPPOE_SESSION -> findInPppoe();
      default -> FrameRefusal.NOT_IP;
    };
  }

  /**
   * Finds the packet in a PPPoE session. Bytes beyond the length in the PPPoE header are padding.
   */
  private @Nullable FrameRefusal findInPppoe() {
    int header = packet;
    if (end - header < PPPOE_LENGTH + PPP_LENGTH) {
      return FrameRefusal.TRUNCATED;
    }
    int payload = header + PPPOE_LENGTH;
    int payloadEnd = payload + u16(header + PPPOE_PAYLOAD_LENGTH);
    packet = payload + PPP_LENGTH;
    if (u16(header) != SESSION_DATA || payloadEnd < packet) {
      return FrameRefusal.NOT_IP;
    }
    end = Math.min(end, payloadEnd);
    FrameRefusal refusal =
        switch (u16(payload)) {
          case PPP_IPV4 -> require(4);
          case PPP_IPV6 -> require(6);
          default -> FrameRefusal.NOT_IP;
        };
    // The end may be beyond the captured bytes.
    end = payloadEnd;
    return refusal;
  }

  private static boolean isTag(int protocol) {
    return protocol == VLAN || protocol == PROVIDER_VLAN || protocol == LEGACY_QINQ;
  }

  /** Returns the IP version of an address family; 0 if the family is neither IPv4 nor IPv6. */
  private static int versionOfFamily(int family) {
    return switch (family) {
      case 2 -> 4;
      // AF_INET6 on Linux, on NetBSD and OpenBSD, on FreeBSD, and on macOS (pcap-linktype(7)).
      case 10, 24, 28, 30 -> 6;
      default -> 0;
    };
  }

  private static int versionOfEitherOrder(int family) {
    return Math.max(versionOfFamily(family), versionOfFamily(Integer.reverseBytes(family)));
  }

  /**
   * Returns null if the first byte of the packet states the given version of IP; otherwise the
   * reason for the refusal. If the given version is 0, which stands for all protocols other than
   * IP, the packet is always refused.
   */
  private @Nullable FrameRefusal require(int version) {
    if (version != 0 && end == packet) {
      return FrameRefusal.TRUNCATED;
    }
    return version != 0 && u8(packet) >> 4 == version ? null : FrameRefusal.NOT_IP;
  }

  private int u8(int at) {
    return Byte.toUnsignedInt(buffer.get(at));
  }

  private int u16(int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }
}
