package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.pcap.internal.system.SystemSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel for the route to an address, and reads its answer ({@code linux/rtnetlink.h},
 * {@code linux/netlink.h}). Buffers are in native byte order.
 */
final class RouteMessages {
  /** The longest request: headers, and an IPv6 address as attribute. */
  static final int REQUEST_LENGTH = 48;

  /** {@code RTN_LOCAL}: packets to there are for this machine. */
  static final int LOCAL = 2;

  // struct nlmsghdr: length 4, type 2, flags 2, sequence number 4, port id 4.
  private static final int HEADER = 16;
  private static final int TYPE = 4;
  private static final int SEQUENCE = 8;
  // struct nlmsgerr: error 4, then the request's header.
  private static final int ERROR = HEADER;
  // struct rtmsg: family, destination's and source's prefix length, TOS, table, protocol, scope,
  // type, one byte each; flags 4.
  private static final int ROUTE_TYPE = HEADER + 7;
  private static final int ROUTE_HEADER = 12;

  private static final short NLM_F_REQUEST = 1;
  private static final int NLMSG_ERROR = 2;
  private static final int RTM_NEWROUTE = 24;
  private static final short RTM_GETROUTE = 26;
  private static final short RTA_DST = 1;
  private static final int RTA_PREFSRC = 7;

  /** {@code struct rtattr}: length 2, type 2; attributes are aligned to 4 bytes. */
  private static final int ATTRIBUTE_HEADER = 4;

  private RouteMessages() {}

  /** What the kernel said. */
  enum Kind {
    /** There is a route, whose type is the value. */
    ROUTE,
    /** There is none, or it cannot be told; the value is an errno, positive. */
    ERROR
  }

  /**
   * An answer.
   *
   * @param value what {@link Kind} says
   * @param preferredSource the address that the kernel sends from on this route; null if it did not
   *     say
   */
  record Answer(Kind kind, int value, @Nullable InetAddress preferredSource) {}

  /** Writes the request from 0 to the buffer's new limit. */
  static void encodeRequest(ByteBuffer into, InetAddress destination, int sequence) {
    byte[] address = destination.getAddress();
    int family = destination instanceof Inet4Address ? SystemSocket.AF_INET : SystemSocket.AF_INET6;
    int attribute = 4 + address.length;
    into.clear();
    into.putInt(HEADER + ROUTE_HEADER + attribute).putShort(RTM_GETROUTE).putShort(NLM_F_REQUEST);
    into.putInt(sequence).putInt(0);
    into.put((byte) family).put((byte) (address.length * 8)).putShort((short) 0);
    into.putInt(0).putInt(0);
    into.putShort((short) attribute).putShort(RTA_DST).put(address);
    into.flip();
  }

  /**
   * Reads a received datagram, from 0 to the buffer's limit.
   *
   * @return the answer to the request of that sequence number; null if it is something else
   */
  static @Nullable Answer parseAnswer(ByteBuffer datagram, int sequence) {
    int at = 0;
    while (datagram.limit() - at >= HEADER) {
      int length = datagram.getInt(at);
      if (length < HEADER || length > datagram.limit() - at) {
        return null;
      }
      if (datagram.getInt(at + SEQUENCE) == sequence) {
        return parseMessage(datagram, at, length);
      }
      // Aligned to 4 bytes; the last message need not be.
      at = Math.min(datagram.limit(), at + ((length + 3) & ~3));
    }
    return null;
  }

  private static @Nullable Answer parseMessage(ByteBuffer datagram, int at, int length) {
    int type = Short.toUnsignedInt(datagram.getShort(at + TYPE));
    if (type == NLMSG_ERROR && length >= ERROR + Integer.BYTES) {
      return new Answer(Kind.ERROR, -datagram.getInt(at + ERROR), null);
    }
    if (type == RTM_NEWROUTE && length >= HEADER + ROUTE_HEADER) {
      int routeType = Byte.toUnsignedInt(datagram.get(at + ROUTE_TYPE));
      int attributes = at + HEADER + ROUTE_HEADER;
      return new Answer(Kind.ROUTE, routeType, preferredSource(datagram, attributes, at + length));
    }
    return null;
  }

  private static @Nullable InetAddress preferredSource(ByteBuffer datagram, int from, int end) {
    int at = from;
    while (end - at >= ATTRIBUTE_HEADER) {
      int length = Short.toUnsignedInt(datagram.getShort(at));
      if (length < ATTRIBUTE_HEADER || length > end - at) {
        return null;
      }
      if (Short.toUnsignedInt(datagram.getShort(at + 2)) == RTA_PREFSRC) {
        byte[] address = new byte[length - ATTRIBUTE_HEADER];
        datagram.get(at + ATTRIBUTE_HEADER, address);
        return addressOf(address);
      }
      at += (length + 3) & ~3;
    }
    return null;
  }

  private static @Nullable InetAddress addressOf(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null; // Neither 4 nor 16 bytes: nothing that can be compared with an address.
    }
  }
}
