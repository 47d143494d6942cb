package io.jitpeers.pcap.internal.filter;

import static io.jitpeers.pcap.internal.filter.Terms.and;
import static io.jitpeers.pcap.internal.filter.Terms.isOneOfHex;
import static io.jitpeers.pcap.internal.filter.Terms.or;

import io.jitpeers.pcap.internal.frame.LinkType;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * Writes the pcap-filter(7) expression that accepts messages of one kind and, as far as the kernel
 * can tell, nothing else. The decoder still checks each accepted frame.
 *
 * <p>The expression does not use the keyword {@code vlan}, because {@code vlan} changes the meaning
 * of the rest of the expression, and is unavailable for some link types. In a live capture on
 * Linux, the outermost VLAN tag is not part of the frame that the filter sees; libpcap inserts the
 * tag later.
 */
public final class MessageFilter {
  /** The filter accepts frames with at most this many VLAN tags. 802.1ad uses two. */
  private static final int MAX_TAGS = 2;

  private static final int TAG_LENGTH = 4;

  // EtherTypes (IEEE 802, IANA).
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;
  private static final int[] TAGS = {0x8100, 0x88A8, 0x9100};
  private static final int PPPOE_SESSION = 0x8864;

  // The header of PPPoE (RFC 2516 section 4): version and type, both 1; code 0; session id; length.
  // The protocol field of PPP follows.
  private static final int SESSION_DATA = 0x1100;
  private static final int PPPOE_PAYLOAD_LENGTH = 4;
  private static final int PPP_PROTOCOL = 6;
  private static final int PPP_PROTOCOL_LENGTH = 2;
  private static final int BEHIND_PPP = 8;
  private static final int PPP_IPV4 = 0x21;
  private static final int PPP_IPV6 = 0x57;

  // Address families (pcap-linktype(7)): AF_INET; then AF_INET6 on Linux, on NetBSD and OpenBSD, on
  // FreeBSD, and on macOS.
  private static final int[] INET = {2};
  private static final int[] INET6 = {10, 24, 28, 30};

  private final LinkType type;
  private final String link;
  private final MessageConditions conditions;

  private MessageFilter(Message message, LinkType type, SortedSet<Integer> ports) {
    this.type = type;
    link = type == LinkType.EN10MB ? "ether" : "link";
    conditions = new MessageConditions(message, ports);
  }

  /**
   * Writes the expression.
   *
   * @param message the kind of messages
   * @param type the link type of the frames
   * @param ports the destination ports of messages; at least one, each 1 to 65535
   * @param live whether the filter is for a live capture, where the kernel runs it
   * @return one line
   */
  public static String expression(
      Message message, LinkType type, SortedSet<Integer> ports, boolean live) {
    if (ports.isEmpty() || ports.first() < 1 || ports.last() > 65_535) {
      throw new IllegalArgumentException("name at least one port of 1 to 65535, not " + ports);
    }
    return new MessageFilter(message, type, ports).expression(live);
  }

  private String expression(boolean live) {
    PacketFields named = PacketFields.named();
    return switch (type) {
      case IPV4 -> conditions.ipv4(named);
      case IPV6 -> conditions.ipv6(named);
      case RAW -> or(conditions.ipv4(named), conditions.ipv6(named));
      case NULL, LOOP -> behindFamily();
      case EN10MB ->
          or(conditions.ipv4(named), conditions.ipv6(named), behindPppoe(0), behindTag(1));
      case LINUX_SLL, LINUX_SLL2 ->
          // In a live capture the kernel's filter sees no cooked header, so libpcap shifts the
          // offsets in the filter. The shift is reliable for named headers; for computed offsets it
          // depends on libpcap's optimizer. The filter need not match tags and PPPoE: the packet is
          // captured again without them, on the interface of the VLAN or session.
          live
              ? or(conditions.ipv4(named), conditions.ipv6(named))
              : or(conditions.ipv4(named), conditions.ipv6(named), behindPppoe(0), behindTag(1));
    };
  }

  /**
   * Returns the condition for a packet that follows {@code tags} or more VLAN tags, up to {@link
   * #MAX_TAGS}.
   */
  private String behindTag(int tags) {
    // A tag's own EtherType is where an untagged packet has its EtherType. The next EtherType is at
    // the end of the tag.
    int end = behindTags(tags);
    String ipv4 = and(isOneOfHex(protocol(end - 2), IPV4), conditions.ipv4(packetAt(end)));
    String ipv6 = and(isOneOfHex(protocol(end - 2), IPV6), conditions.ipv6(packetAt(end)));
    return and(
        isOneOfHex(protocol(typeBehindTags(tags - 1)), TAGS),
        tags == MAX_TAGS
            ? or(ipv4, ipv6, behindPppoe(tags))
            : or(ipv4, ipv6, behindPppoe(tags), behindTag(tags + 1)));
  }

  /** Returns the condition for a packet in a PPPoE session behind the given number of VLAN tags. */
  private String behindPppoe(int tags) {
    int header = behindTags(tags);
    PacketFields packet = packetAt(header + BEHIND_PPP);
    String ppp = protocol(header + PPP_PROTOCOL);
    return and(
        isOneOfHex(protocol(typeBehindTags(tags)), PPPOE_SESSION),
        isOneOfHex(protocol(header), SESSION_DATA),
        protocol(header + PPPOE_PAYLOAD_LENGTH) + " >= " + PPP_PROTOCOL_LENGTH,
        or(
            and(isOneOfHex(ppp, PPP_IPV4), conditions.ipv4(packet)),
            and(isOneOfHex(ppp, PPP_IPV6), conditions.ipv6(packet))));
  }

  private int behindTags(int tags) {
    return type.headerLength() + tags * TAG_LENGTH;
  }

  /** Returns the offset of the EtherType that follows the given number of VLAN tags. */
  private int typeBehindTags(int tags) {
    return tags == 0 ? type.protocolOffset() : behindTags(tags) - 2;
  }

  /**
   * Returns the condition for a packet behind a link header that contains only an address family.
   * libpcap's own protocol names would match only this host's family numbers and byte order.
   */
  private String behindFamily() {
    PacketFields packet = packetAt(type.headerLength());
    return or(
        and(isFamily(INET), conditions.ipv4(packet)),
        and(isFamily(INET6), conditions.ipv6(packet)));
  }

  private String isFamily(int... families) {
    IntStream inNetworkOrder = IntStream.of(families);
    IntStream inEither =
        type == LinkType.LOOP
            ? inNetworkOrder
            : inNetworkOrder.flatMap(family -> IntStream.of(family, Integer.reverseBytes(family)));
    return isOneOfHex(PacketFields.field(link, 0, 4), inEither.toArray());
  }

  private String protocol(int at) {
    return PacketFields.field(link, at, 2);
  }

  private PacketFields packetAt(int at) {
    return PacketFields.at(link, at);
  }
}
