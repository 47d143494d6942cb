package io.jitpeers.pcap.internal.frame;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.CLIENT6;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;
import static io.jitpeers.pcap.testkit.Frames.PPPOE_SESSION;
import static io.jitpeers.pcap.testkit.Frames.PROVIDER_VLAN;
import static io.jitpeers.pcap.testkit.Frames.VLAN;
import static io.jitpeers.pcap.testkit.Frames.canHaveTags;
import static io.jitpeers.pcap.testkit.Frames.canHold;
import static io.jitpeers.pcap.testkit.Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.RecordedCapture;
import io.jitpeers.pcap.testkit.Transport;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class TransportDecoderTest {
  static final List<String> CAPTURES = RecordedCapture.NAMES;
  private static final byte[] DATA = Transport.message(1200);
  private static final byte[] PACKET4 = IpPackets.udp(CLIENT4, GATEWAY4, DATA);
  private static final byte[] PACKET6 = IpPackets.udp(CLIENT6, GATEWAY6, DATA);
  private static final byte[] FRAGMENTED6 =
      IpPackets.ipv6(CLIENT6, GATEWAY6, DATA, IpPackets.extension(17, 1), 44);
  private static final int UDP4 = 20;
  private static final int UDP6 = 40;
  private static final int MARGIN = 33;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);

  /** A packet, and how many bytes of it must be captured. */
  private static final class Case {
    private final byte[] packet;
    private final int needed;

    Case(byte[] packet, int needed) {
      this.packet = packet;
      this.needed = needed;
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int words : new int[] {0, 1, 10}) {
      cases.add(new Case(IpPackets.ipv4(CLIENT4, GATEWAY4, DATA, words), UDP4 + 4 * words + 12));
    }
    cases.add(new Case(PACKET6, UDP6 + 12));
    for (int header : new int[] {0, 43, 60}) {
      byte[] extension = IpPackets.extension(17, 3);
      cases.add(new Case(ipv6(extension, header), UDP6 + 24 + 12));
    }
    cases.add(new Case(FRAGMENTED6, UDP6 + 8 + 12));
    byte[] two = Arrays.copyOf(IpPackets.extension(60, 1), 24);
    System.arraycopy(IpPackets.extension(17, 2), 0, two, 8, 16);
    cases.add(new Case(ipv6(two, 0), UDP6 + 24 + 12));
    return cases;
  }

  private static byte[] ipv6(byte[] extensions, int first) {
    return IpPackets.ipv6(CLIENT6, GATEWAY6, DATA, extensions, first);
  }

  private static byte[] changed(byte[] bytes, int at, int... values) {
    byte[] copy = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      copy[at + i] = (byte) values[i];
    }
    return copy;
  }

  private TransportDecoder decoder(LinkType type) {
    return new TransportDecoder(buffer, new LinkDecoder(buffer, type));
  }

  private @Nullable FrameRefusal decode(byte[] packet) {
    buffer.put(MARGIN, packet);
    return decoder(LinkType.RAW).decode(MARGIN, packet.length);
  }

  private void assertFound(TransportDecoder decoder, InetSocketAddress from, int port) {
    byte[] address = new byte[decoder.sourceLength()];
    buffer.get(decoder.source(), address);
    assertThat(address).isEqualTo(from.getAddress().getAddress());
    assertThat(decoder.sourcePort()).isEqualTo(from.getPort());
    assertThat(decoder.destinationPort()).isEqualTo(port);
  }

  private void assertNeeds(LinkType type, byte[] frame, int needed, Case packet) {
    // What was not captured must not be read.
    byte[] cut = Arrays.copyOf(frame, needed);
    buffer.put(MARGIN, cut).put(MARGIN + needed, new byte[64]);
    TransportDecoder decoder = decoder(type);
    assertThat(decoder.decode(MARGIN, needed)).isNull();
    boolean ipv4 = packet.packet[0] >> 4 == 4;
    assertFound(decoder, ipv4 ? CLIENT4 : CLIENT6, GATEWAY4.getPort());
    for (int length = 0; length < needed; length++) {
      ByteBuffer tight = ByteBuffer.wrap(frame, 0, length).slice();
      TransportDecoder other = new TransportDecoder(tight, new LinkDecoder(tight, type));
      assertThat(other.decode(0, length)).as("%s", length).isEqualTo(FrameRefusal.TRUNCATED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsAMessageInTheFirstBytesOfEveryKindOfFrame(LinkType type) {
    for (Case packet : cases()) {
      int header = type.headerLength();
      byte[] frame = frame(type, packet.packet);
      if (!canHold(type, packet.packet)) {
        buffer.put(MARGIN, frame);
        assertThat(decoder(type).decode(MARGIN, frame.length)).isEqualTo(FrameRefusal.NOT_IP);
        continue;
      }
      assertNeeds(type, frame, header + packet.needed, packet);
      if (canHaveTags(type)) {
        byte[] tagged = frame(type, packet.packet, PROVIDER_VLAN, VLAN);
        assertNeeds(type, tagged, header + 8 + packet.needed, packet);
        byte[] session = frame(type, PPPOE_SESSION, Frames.pppoe(packet.packet), VLAN);
        assertNeeds(type, session, header + 4 + 8 + packet.needed, packet);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CAPTURES")
  void findsTheMessagesOfRealClients(String name) {
    RecordedCapture capture = RecordedCapture.of(name);
    LinkType type = LinkType.ofDlt(capture.dlt()).orElseThrow();
    int found = 0;
    for (byte[] whole : capture.frames()) {
      byte[] frame = Arrays.copyOf(whole, Math.min(192, whole.length));
      buffer.put(MARGIN, frame);
      TransportDecoder decoder = decoder(type);
      if (decoder.decode(MARGIN, frame.length) == null
          && decoder.destinationPort() == capture.listenPort()) {
        found++;
      }
    }
    // A keepalive and a ping, according to tcpdump.
    assertThat(found).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3"})
  void looksAtEveryByteOfTheType(int at) {
    assertThat(decode(changed(PACKET4, UDP4 + 8 + at, 1)))
        .isEqualTo(FrameRefusal.NOT_TRANSPORT_DATA);
    assertThat(decode(changed(PACKET6, UDP6 + 8 + at, 1)))
        .isEqualTo(FrameRefusal.NOT_TRANSPORT_DATA);
  }

  @Test
  void needsTheLengthOfAHeaderAndATag() {
    assertThat(decode(IpPackets.udp(CLIENT4, GATEWAY4, Transport.message(32)))).isNull();
    assertThat(decode(IpPackets.udp(CLIENT6, GATEWAY6, Transport.message(32)))).isNull();
    for (int length : new int[] {0, 4, 31}) {
      byte[] message = Arrays.copyOf(Transport.message(32), length);
      assertThat(decode(IpPackets.udp(CLIENT4, GATEWAY4, message)))
          .isEqualTo(FrameRefusal.NOT_TRANSPORT_DATA);
      assertThat(decode(IpPackets.udp(CLIENT6, GATEWAY6, message)))
          .isEqualTo(FrameRefusal.NOT_TRANSPORT_DATA);
    }
  }

  @Test
  void aSenderHasAPort() {
    assertThat(decode(changed(PACKET4, UDP4, 0, 0))).isEqualTo(FrameRefusal.NOT_TRANSPORT_DATA);
    assertThat(decode(changed(PACKET4, UDP4, 0, 1))).isNull();
    assertThat(decode(changed(PACKET4, UDP4, 1, 0))).isNull();
  }

  @Test
  void findsAMessageInItsFirstFragmentOnly() {
    byte[] first4 = changed(Arrays.copyOf(PACKET4, 596), 2, 596 >> 8, 596 & 0xFF);
    assertThat(decode(first4)).isEqualTo(FrameRefusal.MALFORMED_UDP);
    assertThat(decode(changed(first4, 6, 0x20))).isNull();
    assertThat(decode(changed(first4, 6, 0x20, 1))).isEqualTo(FrameRefusal.FRAGMENT);
    assertThat(decode(changed(PACKET4, 6, 0x10))).isEqualTo(FrameRefusal.FRAGMENT);
    // The don't-fragment flag and the reserved bit.
    assertThat(decode(changed(PACKET4, 6, 0xC0))).isNull();

    byte[] first6 = changed(Arrays.copyOf(FRAGMENTED6, 640), 4, 600 >> 8, 600 & 0xFF);
    assertThat(decode(first6)).isEqualTo(FrameRefusal.MALFORMED_UDP);
    assertThat(decode(changed(first6, 43, 1))).isNull();
    assertThat(decode(changed(first6, 43, 9))).isEqualTo(FrameRefusal.FRAGMENT);
    assertThat(decode(changed(first6, 42, 0x80))).isEqualTo(FrameRefusal.FRAGMENT);
    assertThat(decode(changed(FRAGMENTED6, 43, 6))).isNull();
  }

  @Test
  void aFirstFragmentHoldsAHeaderAndATag() {
    byte[] tiny = changed(PACKET4, 6, 0x20);
    assertThat(decode(changed(tiny, 2, 0, 60))).isNull();
    assertThat(decode(changed(tiny, 2, 0, 59))).isEqualTo(FrameRefusal.FRAGMENT);
    assertThat(decode(changed(tiny, 2, 0, 27))).isEqualTo(FrameRefusal.MALFORMED_UDP);
  }

  @Test
  void refusesOtherProtocols() {
    assertThat(decode(changed(PACKET4, 9, 6))).isEqualTo(FrameRefusal.NOT_UDP);
    assertThat(decode(changed(PACKET6, 6, 6))).isEqualTo(FrameRefusal.NOT_UDP);
    assertThat(decode(ipv6(IpPackets.extension(50, 1), 60))).isEqualTo(FrameRefusal.NOT_UDP);
    assertThat(decode(changed(PACKET4, 0, 0x55))).isEqualTo(FrameRefusal.NOT_IP);
  }

  @Test
  void refusesLengthsThatContradictEachOther() {
    assertThat(decode(changed(PACKET4, 0, 0x44))).isEqualTo(FrameRefusal.MALFORMED_IP);
    assertThat(decode(changed(PACKET4, 2, 0, 19))).isEqualTo(FrameRefusal.MALFORMED_IP);
    assertThat(decode(changed(PACKET4, 2, 0, 27))).isEqualTo(FrameRefusal.MALFORMED_UDP);
    assertThat(decode(changed(PACKET4, 2, 0, 99))).isEqualTo(FrameRefusal.MALFORMED_UDP);
    assertThat(decode(changed(PACKET4, UDP4 + 4, 0, 7))).isEqualTo(FrameRefusal.MALFORMED_UDP);
    assertThat(decode(changed(PACKET4, UDP4 + 4, 0xFF))).isEqualTo(FrameRefusal.MALFORMED_UDP);
    // Bytes behind the datagram do not belong to it.
    assertThat(decode(changed(PACKET4, UDP4 + 4, 0, 40))).isNull();
    assertThat(decode(changed(PACKET6, 4, 0, 7))).isEqualTo(FrameRefusal.MALFORMED_UDP);
    assertThat(decode(changed(ipv6(IpPackets.extension(17, 1), 0), 4, 0, 7)))
        .isEqualTo(FrameRefusal.MALFORMED_IP);
  }

  @Test
  void ignoresThePaddingOfASession() {
    byte[] keepalive = IpPackets.udp(CLIENT4, GATEWAY4, Transport.message(32));
    byte[] session = Frames.pppoe(keepalive);
    byte[] frame = frame(LinkType.EN10MB, PPPOE_SESSION, session);
    // The session's payload ends before the message's type.
    frame[14 + 5] = (byte) (2 + UDP4 + 8 + 3);
    buffer.put(MARGIN, frame);
    assertThat(decoder(LinkType.EN10MB).decode(MARGIN, frame.length))
        .isEqualTo(FrameRefusal.TRUNCATED);
  }

  @Test
  void allocatesNothing() {
    byte[] frame = frame(LinkType.EN10MB, PACKET6, VLAN);
    buffer.put(MARGIN, frame);
    TransportDecoder decoder = decoder(LinkType.EN10MB);
    Runnable many =
        () -> {
          for (int i = 0; i < 100_000; i++) {
            if (decoder.decode(MARGIN, frame.length) != null || decoder.sourcePort() == 0) {
              throw new AssertionError();
            }
          }
        };
    many.run();
    assertThat(Allocation.during(many)).isLessThan(10_000);
  }
}
