package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.SocketAddresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel for the route to an address, and reads its answer ({@code linux/rtnetlink.h}).
 * Not thread-safe.
 */
final class RouteMessages {
  /** The longest request: headers, and an IPv6 address as attribute. */
  static final int REQUEST_LENGTH = 48;

  /** {@code RTN_LOCAL}: packets to there are for this machine. */
  static final int LOCAL = 2;

  // struct rtmsg: family, destination's and source's prefix length, TOS, table, protocol, scope,
  // type, one byte each; flags 4.
  private static final int ROUTE_TYPE = 7;
  private static final int ROUTE_HEADER = 12;

  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_GETROUTE = 26;
  private static final int RTA_DST = 1;
  private static final int RTA_PREFSRC = 7;

  private final MessageReader messages;
  private final AttributeReader attributes;

  /**
   * Creates a reader of answers.
   *
   * @param answers where the kernel's datagrams will be
   */
  RouteMessages(ByteBuffer answers) {
    messages = new MessageReader(answers);
    attributes = new AttributeReader(answers);
  }

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

  /** Writes a request, in the place of what was written before. */
  static void encodeRequest(MessageWriter into, InetAddress destination, int sequence) {
    byte[] address = destination.getAddress();
    byte[] header = new byte[ROUTE_HEADER];
    header[0] = (byte) SocketAddresses.family(destination);
    header[1] = (byte) (address.length * Byte.SIZE);
    into.clear();
    into.begin(RTM_GETROUTE, 0).bytes(header).putBytes(RTA_DST, address).end();
    into.number(sequence);
  }

  /**
   * Reads a received datagram.
   *
   * @param length its length
   * @return the answer to the request of that sequence number; null if it is something else
   */
  @Nullable Answer parseAnswer(int length, int sequence) {
    messages.reset(length);
    try {
      while (messages.next()) {
        if (messages.sequence() == sequence) {
          return parseMessage();
        }
      }
    } catch (NetlinkFormatException e) {
      return null;
    }
    return null;
  }

  private @Nullable Answer parseMessage() throws NetlinkFormatException {
    return switch (messages.type()) {
      case Netlink.NLMSG_ERROR -> new Answer(Kind.ERROR, -messages.payloadInt(0), null);
      case RTM_NEWROUTE -> {
        messages.attributes(attributes, ROUTE_HEADER);
        yield new Answer(Kind.ROUTE, messages.payloadByte(ROUTE_TYPE), preferredSource());
      }
      default -> null;
    };
  }

  private @Nullable InetAddress preferredSource() {
    try {
      while (attributes.next()) {
        if (attributes.type() == RTA_PREFSRC) {
          return SocketAddresses.address(attributes.bytesAt(0, attributes.length()), -1);
        }
      }
    } catch (NetlinkFormatException e) {
      return null; // Nothing that can be compared with an address.
    }
    return null;
  }
}
