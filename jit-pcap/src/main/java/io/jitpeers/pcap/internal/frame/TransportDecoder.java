package io.jitpeers.pcap.internal.frame;

import io.jitpeers.pcap.FrameRefusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the WireGuard transport data message (type 4) in a captured frame. Possibly only the first
 * bytes of the frame were captured. Reused for all frames of a capture; allocates nothing. Whatever
 * a frame contains, the decoder does not throw and does not read beyond the frame. Not thread-safe.
 *
 * <p>If a message is fragmented, the decoder finds it in the first fragment.
 */
public final class TransportDecoder {
  private static final int IPV4_HEADER_LENGTH = 20;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV4_ADDRESS_LENGTH = 4;
  private static final int IPV6_HEADER_LENGTH = 40;
  private static final int IPV6_SOURCE = 8;
  private static final int IPV6_ADDRESS_LENGTH = 16;
  private static final int EXTENSION_UNIT = 8;
  private static final int UDP_HEADER_LENGTH = 8;

  // The fragment offset and the flag for more fragments: in IPv4 (RFC 791), and in the fragment
  // header of IPv6 (RFC 8200 section 4.5).
  private static final int IPV4_OFFSET = 0x1FFF;
  private static final int IPV4_MORE = 0x2000;
  private static final int IPV6_OFFSET = 0xFFF8;
  private static final int IPV6_MORE = 1;

  // Protocol numbers (IANA): UDP, and the extension headers that can come before it.
  private static final int HOP_BY_HOP = 0;
  private static final int UDP = 17;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int DESTINATION_OPTIONS = 60;

  /** The first 32 bits of a message: the type and 3 reserved bytes (whitepaper, section 5.4.6). */
  private static final int TYPE = 0x04000000;

  /**
   * The minimum value of the UDP length field: the length of the UDP header and of a message
   * without data. Such a message is a header of 16 bytes and an authentication tag of 16 bytes.
   */
  private static final int MIN_UDP_LENGTH = UDP_HEADER_LENGTH + 16 + 16;

  private final ByteBuffer buffer;
  private final PacketFinder frame;
  private int source;
  private int sourceLength;
  private int udp;
  // Where the captured bytes end; where the packet ends according to its IP header; whether
  // fragments follow.
  private int capturedEnd;
  private int packetEnd;
  private boolean moreFragments;

  /**
   * Creates a decoder.
   *
   * @param buffer the buffer of the frames; read with absolute gets, regardless of its byte order
   * @param frame finds the IP packet in each frame
   */
  public TransportDecoder(ByteBuffer buffer, PacketFinder frame) {
    this.buffer = buffer.duplicate().order(ByteOrder.BIG_ENDIAN);
    this.frame = frame;
  }

  /**
   * Decodes a frame.
   *
   * @param start the frame's offset in the buffer
   * @param captured the number of captured bytes
   * @return null if the frame contains the beginning of a transport data message; otherwise the
   *     reason for the refusal
   */
  public @Nullable FrameRefusal decode(int start, int captured) {
    FrameRefusal refusal = frame.find(start, captured);
    if (refusal != null) {
      return refusal;
    }
    capturedEnd = Math.min(start + captured, frame.end());
    int packet = frame.packet();
    if (isCut(packet, 1)) {
      return FrameRefusal.TRUNCATED;
    }
    return switch (u8(packet) >> 4) {
      case 4 -> decodeIpv4(packet);
      case 6 -> decodeIpv6(packet);
      default -> FrameRefusal.NOT_IP;
    };
  }

  /**
   * Returns the offset of the sender's address in the buffer. Valid only if the latest call of
   * {@link #decode} returned null.
   */
  public int source() {
    return source;
  }

  /**
   * Returns the length of the sender's address: 4 for IPv4, 16 for IPv6. Valid only if the latest
   * call of {@link #decode} returned null.
   */
  public int sourceLength() {
    return sourceLength;
  }

  /**
   * Returns the sender's port, 1 to 65535. Valid only if the latest call of {@link #decode}
   * returned null.
   */
  public int sourcePort() {
    return u16(udp);
  }

  /**
   * Returns the destination port, 0 to 65535. Valid only if the latest call of {@link #decode}
   * returned null.
   */
  public int destinationPort() {
    return u16(udp + Short.BYTES);
  }

  private @Nullable FrameRefusal decodeIpv4(int packet) {
    if (isCut(packet, IPV4_HEADER_LENGTH)) {
      return FrameRefusal.TRUNCATED;
    }
    int header = (u8(packet) & 0x0F) * 4;
    int total = u16(packet + 2);
    if (header < IPV4_HEADER_LENGTH || total < header) {
      return FrameRefusal.MALFORMED_IP;
    }
    int fragment = u16(packet + 6);
    if ((fragment & IPV4_OFFSET) != 0) {
      return FrameRefusal.FRAGMENT;
    }
    if (u8(packet + 9) != UDP) {
      return FrameRefusal.NOT_UDP;
    }
    source = packet + IPV4_SOURCE;
    sourceLength = IPV4_ADDRESS_LENGTH;
    packetEnd = packet + total;
    moreFragments = (fragment & IPV4_MORE) != 0;
    return decodeUdp(packet + header);
  }

  private @Nullable FrameRefusal decodeIpv6(int packet) {
    if (isCut(packet, IPV6_HEADER_LENGTH)) {
      return FrameRefusal.TRUNCATED;
    }
    source = packet + IPV6_SOURCE;
    sourceLength = IPV6_ADDRESS_LENGTH;
    packetEnd = packet + IPV6_HEADER_LENGTH + u16(packet + 4);
    moreFragments = false;
    int next = u8(packet + 6);
    int at = packet + IPV6_HEADER_LENGTH;
    // Each extension header is at least 8 bytes long, so the loop ends.
    while (next != UDP) {
      FrameRefusal refusal = refusalToSkip(next, at);
      if (refusal != null) {
        return refusal;
      }
      int length = EXTENSION_UNIT;
      if (next == FRAGMENT) {
        moreFragments |= (u16(at + 2) & IPV6_MORE) != 0;
      } else {
        length += u8(at + 1) * EXTENSION_UNIT;
      }
      next = u8(at);
      at += length;
    }
    return decodeUdp(at);
  }

  /** Returns why an IPv6 extension header cannot be skipped; null if it can be skipped. */
  private @Nullable FrameRefusal refusalToSkip(int header, int at) {
    boolean skippable =
        switch (header) {
          case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS, FRAGMENT -> true;
          default -> false;
        };
    if (!skippable) {
      return FrameRefusal.NOT_UDP;
    }
    if (packetEnd - at < EXTENSION_UNIT) {
      return FrameRefusal.MALFORMED_IP;
    }
    if (isCut(at, EXTENSION_UNIT)) {
      return FrameRefusal.TRUNCATED;
    }
    return header == FRAGMENT && (u16(at + 2) & IPV6_OFFSET) != 0 ? FrameRefusal.FRAGMENT : null;
  }

  private @Nullable FrameRefusal decodeUdp(int at) {
    int available = packetEnd - at;
    if (available < UDP_HEADER_LENGTH) {
      return FrameRefusal.MALFORMED_UDP;
    }
    if (isCut(at, UDP_HEADER_LENGTH)) {
      return FrameRefusal.TRUNCATED;
    }
    int length = u16(at + 4);
    if (length < UDP_HEADER_LENGTH || (length > available && !moreFragments)) {
      return FrameRefusal.MALFORMED_UDP;
    }
    if (length < MIN_UDP_LENGTH || u16(at) == 0) {
      return FrameRefusal.NOT_TRANSPORT_DATA;
    }
    if (available < MIN_UDP_LENGTH) {
      return FrameRefusal.FRAGMENT;
    }
    if (isCut(at, UDP_HEADER_LENGTH + Integer.BYTES)) {
      return FrameRefusal.TRUNCATED;
    }
    udp = at;
    return buffer.getInt(at + UDP_HEADER_LENGTH) == TYPE ? null : FrameRefusal.NOT_TRANSPORT_DATA;
  }

  /**
   * Returns whether fewer than {@code length} bytes were captured from the offset {@code at} on.
   */
  private boolean isCut(int at, int length) {
    return capturedEnd - at < length;
  }

  private int u8(int at) {
    return Byte.toUnsignedInt(buffer.get(at));
  }

  private int u16(int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }
}
