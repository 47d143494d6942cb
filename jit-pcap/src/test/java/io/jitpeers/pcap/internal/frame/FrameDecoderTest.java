package io.jitpeers.pcap.internal.frame;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.CLIENT6;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;
import static io.jitpeers.pcap.testkit.Frames.IPV4;
import static io.jitpeers.pcap.testkit.Frames.IPV6;
import static io.jitpeers.pcap.testkit.Frames.LEGACY_QINQ;
import static io.jitpeers.pcap.testkit.Frames.PPPOE_DISCOVERY;
import static io.jitpeers.pcap.testkit.Frames.PPPOE_SESSION;
import static io.jitpeers.pcap.testkit.Frames.PROVIDER_VLAN;
import static io.jitpeers.pcap.testkit.Frames.VLAN;
import static io.jitpeers.pcap.testkit.Frames.canHaveTags;
import static io.jitpeers.pcap.testkit.Frames.canHold;
import static io.jitpeers.pcap.testkit.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.IpPackets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final byte[] INITIATION = IpPackets.initiation(7);
  private static final byte[] PACKET4 = IpPackets.ipv4(CLIENT4, GATEWAY4, INITIATION, 0);
  private static final byte[] PACKET6 = IpPackets.udp(CLIENT6, GATEWAY6, INITIATION);
  private static final List<byte[]> PACKETS =
      List.of(
          PACKET4,
          IpPackets.ipv4(CLIENT4, GATEWAY4, INITIATION, 10),
          PACKET6,
          IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, IpPackets.extension(17, 3), 60));
  private static final int MARGIN = 33;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);

  private FrameRefusal decode(LinkType type, byte[] frame) {
    return decode(new FrameDecoder(buffer, type), frame);
  }

  private FrameRefusal decode(FrameDecoder decoder, byte[] frame) {
    buffer.put(MARGIN, frame);
    return decoder.decode(MARGIN, frame.length);
  }

  private void assertFindsInitiation(LinkType type, byte[] packet, byte[] frame) {
    FrameDecoder decoder = new FrameDecoder(buffer, type);
    assertThat(decode(decoder, frame)).isNull();
    UdpDatagram datagram = decoder.datagram();
    byte[] payload = new byte[datagram.payloadLength()];
    buffer.get(datagram.payloadStart(), payload);
    assertThat(payload).isEqualTo(INITIATION);
    boolean ipv4 = packet[0] >> 4 == 4;
    assertThat(datagram.source(0)).isEqualTo(ipv4 ? CLIENT4 : CLIENT6);
    assertThat(datagram.destination(0)).isEqualTo(ipv4 ? GATEWAY4 : GATEWAY6);
    assertThat(decoder.interfaceIndex())
        .isEqualTo(type == LinkType.LINUX_SLL2 ? Frames.INTERFACE_INDEX : 0);
  }

  @ParameterizedTest
  @EnumSource
  void findsADatagramInEveryKindOfFrame(LinkType type) {
    for (byte[] packet : PACKETS) {
      if (canHold(type, packet)) {
        assertFindsInitiation(type, packet, frame(type, packet));
      } else {
        assertThat(decode(type, frame(type, packet))).isEqualTo(FrameRefusal.NOT_IP);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EN10MB", "LINUX_SLL", "LINUX_SLL2"})
  void findsADatagramBehindUpToFourTags(LinkType type) {
    int[] tags = {PROVIDER_VLAN, VLAN, LEGACY_QINQ, VLAN, VLAN};
    for (byte[] packet : PACKETS) {
      for (int depth = 1; depth <= 4; depth++) {
        assertFindsInitiation(type, packet, frame(type, packet, Arrays.copyOf(tags, depth)));
      }
      assertThat(decode(type, frame(type, packet, tags))).isEqualTo(FrameRefusal.TOO_MANY_TAGS);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EN10MB", "LINUX_SLL", "LINUX_SLL2"})
  void findsADatagramInASessionOfPppoe(LinkType type) {
    for (byte[] packet : PACKETS) {
      byte[] session = Frames.pppoe(packet);
      for (int[] tags : new int[][] {{}, {VLAN}, {PROVIDER_VLAN, VLAN}}) {
        byte[] frame = frame(type, PPPOE_SESSION, session, tags);
        assertFindsInitiation(type, packet, frame);
        assertFindsInitiation(type, packet, Arrays.copyOf(frame, frame.length + 46));
        for (int length = 0; length < frame.length; length++) {
          ByteBuffer tight = ByteBuffer.wrap(frame, 0, length).slice();
          assertThat(new FrameDecoder(tight, type).decode(0, length))
              .isEqualTo(FrameRefusal.TRUNCATED);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EN10MB", "LINUX_SLL", "LINUX_SLL2"})
  void refusesWhatElseIsInPppoe(LinkType type) {
    byte[] session = Frames.pppoe(PACKET4);
    assertThat(decode(type, frame(type, PPPOE_DISCOVERY, session))).isEqualTo(FrameRefusal.NOT_IP);
    // Another version or type, and another code.
    assertThat(decode(type, session(type, session, 0, 0x21))).isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(type, session(type, session, 1, 0xA7))).isEqualTo(FrameRefusal.NOT_IP);
    // LCP, IPV6CP, and the IP version that the packet does not have.
    for (int protocol : new int[] {0xC021, 0x8057, 0x0057, 0}) {
      byte[] other = Frames.pppoe(protocol, PACKET4);
      assertThat(decode(type, frame(type, PPPOE_SESSION, other))).isEqualTo(FrameRefusal.NOT_IP);
    }
    // Lengths that leave no room for a protocol, truncate the packet, or exceed the frame.
    assertThat(decode(type, session(type, session, 5, 1))).isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(type, session(type, session, 5, 2))).isEqualTo(FrameRefusal.TRUNCATED);
    assertThat(decode(type, session(type, session, 5, session[5] - 1)))
        .isEqualTo(FrameRefusal.TRUNCATED);
    assertThat(decode(type, session(type, session, 4, 0xFF))).isEqualTo(FrameRefusal.TRUNCATED);
  }

  private static byte[] session(LinkType type, byte[] session, int at, int value) {
    byte[] changed = session.clone();
    changed[at] = (byte) value;
    return frame(type, PPPOE_SESSION, changed);
  }

  @ParameterizedTest
  @EnumSource
  void refusesWhatIsCutOffAnywhere(LinkType type) {
    int[] tags = canHaveTags(type) ? new int[] {PROVIDER_VLAN, VLAN} : new int[0];
    FrameDecoder decoder = new FrameDecoder(buffer, type);
    for (byte[] packet : PACKETS) {
      byte[] frame = frame(type, packet, tags);
      if (canHold(type, packet)) {
        assertThat(decode(decoder, frame)).isNull();
        for (int length = 0; length < frame.length; length++) {
          // The rest follows the datagram, and must not be read.
          assertThat(decoder.decode(MARGIN, length))
              .as("%s bytes", length)
              .isEqualTo(FrameRefusal.TRUNCATED);
        }
        // At the end of the buffer a read beyond the frame would throw.
        for (int length = 0; length < frame.length; length++) {
          ByteBuffer tight = ByteBuffer.wrap(frame, 0, length).slice();
          assertThat(new FrameDecoder(tight, type).decode(0, length))
              .isEqualTo(FrameRefusal.TRUNCATED);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ignoresWhatFollowsThePacket(LinkType type) {
    for (byte[] packet : PACKETS) {
      if (canHold(type, packet)) {
        byte[] frame = frame(type, packet);
        byte[] padded = Arrays.copyOf(frame, frame.length + 46);
        Arrays.fill(padded, frame.length, padded.length, (byte) 0x11);
        assertFindsInitiation(type, packet, padded);
      }
    }
  }

  // ARP, PPPoE, an 802.3 length, IEEE 1588, Linux's 802.2 and zero; and the other IP version.
  @ParameterizedTest
  @ValueSource(ints = {0x0806, 0x8864, 0x00B8, 0x88F7, 0x0004, 0, 2})
  void refusesOtherEtherTypes(int protocol) {
    for (LinkType type :
        new LinkType[] {LinkType.EN10MB, LinkType.LINUX_SLL, LinkType.LINUX_SLL2}) {
      assertThat(decode(type, frame(type, protocol, PACKET4))).isEqualTo(FrameRefusal.NOT_IP);
      assertThat(decode(type, frame(type, protocol, PACKET6, VLAN))).isEqualTo(FrameRefusal.NOT_IP);
    }
  }

  /** A header that is all there says what follows, even if nothing does. */
  @ParameterizedTest
  @EnumSource(names = {"EN10MB", "LINUX_SLL", "LINUX_SLL2"})
  void refusesHeadersOfSomethingElseWithNothingBehindThem(LinkType type) {
    byte[] nothing = new byte[0];
    assertThat(decode(type, frame(type, 0x0806, nothing))).isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(type, frame(type, 0x0806, nothing, PROVIDER_VLAN, VLAN)))
        .isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(type, frame(type, PPPOE_SESSION, Frames.pppoe(0xC021, nothing))))
        .isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(type, frame(type, IPV4, nothing))).isEqualTo(FrameRefusal.TRUNCATED);
    assertThat(decode(type, frame(type, IPV4, nothing, VLAN))).isEqualTo(FrameRefusal.TRUNCATED);
  }

  @ParameterizedTest
  @EnumSource(names = {"EN10MB", "LINUX_SLL", "LINUX_SLL2"})
  void refusesAVersionThatTheEtherTypeDoesNotSay(LinkType type) {
    for (int[] tags : new int[][] {{}, {VLAN}, {PROVIDER_VLAN, VLAN}}) {
      assertThat(decode(type, frame(type, IPV4, PACKET6, tags))).isEqualTo(FrameRefusal.NOT_IP);
      assertThat(decode(type, frame(type, IPV6, PACKET4, tags))).isEqualTo(FrameRefusal.NOT_IP);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 4", "10, 6", "24, 6", "28, 6", "30, 6"})
  void knowsTheAddressFamiliesOfAllSystems(int family, int version) {
    byte[] packet = version == 4 ? PACKET4 : PACKET6;
    byte[] other = version == 4 ? PACKET6 : PACKET4;
    int reversed = Integer.reverseBytes(family);
    for (int inEitherOrder : new int[] {family, reversed}) {
      assertFindsInitiation(LinkType.NULL, packet, frame(LinkType.NULL, inEitherOrder, packet));
      assertThat(decode(LinkType.NULL, frame(LinkType.NULL, inEitherOrder, other)))
          .isEqualTo(FrameRefusal.NOT_IP);
    }
    assertFindsInitiation(LinkType.LOOP, packet, frame(LinkType.LOOP, family, packet));
    assertThat(decode(LinkType.LOOP, frame(LinkType.LOOP, reversed, packet)))
        .isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(LinkType.LOOP, frame(LinkType.LOOP, family, other)))
        .isEqualTo(FrameRefusal.NOT_IP);
  }

  // AF_UNSPEC, AF_UNIX, OSI, AppleTalk; and numbers that share only some bytes with one of IP.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 16, 0x0102, 0x02000001, 0x0A00000A, -2})
  void refusesOtherAddressFamilies(int family) {
    for (byte[] packet : PACKETS) {
      assertThat(decode(LinkType.NULL, frame(LinkType.NULL, family, packet)))
          .isEqualTo(FrameRefusal.NOT_IP);
      assertThat(decode(LinkType.LOOP, frame(LinkType.LOOP, family, packet)))
          .isEqualTo(FrameRefusal.NOT_IP);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatIsWrongInThePacket(LinkType type) {
    if (canHold(type, PACKET4)) {
      assertThat(decode(type, changed(type, 0, 0x44))).isEqualTo(FrameRefusal.MALFORMED_IP);
      assertThat(decode(type, changed(type, 0, 0x55))).isEqualTo(FrameRefusal.NOT_IP);
      assertThat(decode(type, changed(type, 3, 255))).isEqualTo(FrameRefusal.TRUNCATED);
      assertThat(decode(type, changed(type, 6, 0x20))).isEqualTo(FrameRefusal.FRAGMENT);
      assertThat(decode(type, changed(type, 7, 1))).isEqualTo(FrameRefusal.FRAGMENT);
      assertThat(decode(type, changed(type, 9, 6))).isEqualTo(FrameRefusal.NOT_UDP);
      assertThat(decode(type, changed(type, 25, 157))).isEqualTo(FrameRefusal.MALFORMED_UDP);
    }
  }

  private static byte[] changed(LinkType type, int at, int value) {
    byte[] packet = PACKET4.clone();
    packet[at] = (byte) value;
    // The packet's declared length stays.
    byte[] frame = frame(type, PACKET4);
    System.arraycopy(packet, 0, frame, frame.length - packet.length, packet.length);
    return frame;
  }

  @Test
  void forgetsTheInterfaceOfTheFrameBefore() {
    FrameDecoder decoder = new FrameDecoder(buffer, LinkType.LINUX_SLL2);
    assertThat(decode(decoder, frame(LinkType.LINUX_SLL2, PACKET4))).isNull();
    assertThat(decoder.decode(MARGIN, 10)).isEqualTo(FrameRefusal.TRUNCATED);
    assertThat(decoder.interfaceIndex()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void allocatesNothing(LinkType type) {
    byte[] packet = canHold(type, PACKET4) ? PACKET4 : PACKET6;
    byte[] frame = canHaveTags(type) ? frame(type, packet, VLAN, VLAN) : frame(type, packet);
    FrameDecoder decoder = new FrameDecoder(buffer, type);
    buffer.put(MARGIN, frame);
    Runnable decodings =
        () -> {
          for (int i = 0; i < 200_000; i++) {
            // Found, but refused.
            var unused = decoder.decode(MARGIN, frame.length - i % 2 * 3);
          }
        };
    decodings.run();
    assertThat(Allocation.least(decodings, 50_000)).isLessThan(50_000);
  }
}
