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
 * Encodes requests for the route to an address, and parses the kernel's answers ({@code
 * linux/rtnetlink.h}). Not thread-safe.
 */
final class RouteMessages {
  /** The length of the longest request: headers, and an IPv6 address as an attribute. */
  static final int REQUEST_LENGTH = 48;

  /** {@code RTN_LOCAL}: the destination is this machine. */
  static final int LOCAL = 2;

  // struct rtmsg, in bytes: family, destination's prefix length, source's prefix length, TOS,
  // table, protocol, scope and type 1 each; flags 4.
  private static final int ROUTE_TYPE = 7;
  private static final int ROUTE_HEADER = 12;

  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_GETROUTE = 26;
  private static final int RTA_DST = 1;
  private static final int RTA_PREFSRC = 7;

  private final MessageReader messages;
  private final AttributeReader attributes;

  /**
   * Creates a parser of answers.
   *
   * @param answers the buffer of the kernel's datagrams
   */
  RouteMessages(ByteBuffer answers) {
    messages = new MessageReader(answers);
    attributes = new AttributeReader(answers);
  }

  /** The kind of an answer. */
  enum Kind {
    /** There is a route; the answer's value is the route's type. */
    ROUTE,
    /** There is no route, or the query failed; the answer's value is a positive errno. */
    ERROR
  }

  /**
   * An answer.
   *
   * @param value the number that {@link Kind} describes
   * @param preferredSource the source address of the route; null if the kernel reported none
   */
  record Answer(Kind kind, int value, @Nullable InetAddress preferredSource) {}

  /**
   * Encodes a request for each destination. The new requests replace the earlier ones in the
   * writer.
   *
   * @param sequence the sequence number of the first request; each further request has the next
   *     number
   */
  static void encodeRequests(MessageWriter into, int sequence, InetAddress... destinations) {
    into.clear();
    for (InetAddress destination : destinations) {
      encode(into, destination);
    }
    into.number(sequence);
  }

  private static void encode(MessageWriter into, InetAddress destination) {
    byte[] address = destination.getAddress();
    byte[] header = new byte[ROUTE_HEADER];
    header[0] = (byte) SocketAddresses.family(destination);
    header[1] = (byte) (address.length * Byte.SIZE);
    into.begin(RTM_GETROUTE, 0).bytes(header).putBytes(RTA_DST, address).end();
  }

  /**
   * Parses a received datagram.
   *
   * @param length the datagram's length
   * @return the answer to the request with the given sequence number; null if the datagram is not
   *     that answer
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
      return null; // Not a valid address.
    }
    return null;
  }
}
