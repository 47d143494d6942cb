package io.jitpeers.source.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.source.support.UdpDatagram.Refusal;
import io.jitpeers.testkit.IpPackets;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpDatagramTest {
  private static final InetSocketAddress CLIENT4 = IpPackets.at("192.0.2.1", 40_000);
  private static final InetSocketAddress GATEWAY4 = IpPackets.at("192.0.2.2", 51_820);
  private static final InetSocketAddress CLIENT6 = IpPackets.at("2001:db8::1", 40_000);
  private static final InetSocketAddress GATEWAY6 = IpPackets.at("2001:db8::2", 51_820);
  private static final byte[] INITIATION = IpPackets.initiation(7);
  private static final int MARGIN = 20;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
  private final UdpDatagram datagram = new UdpDatagram(buffer);

  private Refusal find(byte[] packet) {
    buffer.put(MARGIN, packet);
    return datagram.find(MARGIN, packet.length);
  }

  private byte[] payload() {
    byte[] payload = new byte[datagram.payloadLength()];
    buffer.get(datagram.payloadStart(), payload);
    return payload;
  }

  private void assertFinds(byte[] packet, InetSocketAddress from, InetSocketAddress to) {
    assertThat(find(packet)).isNull();
    assertThat(payload()).isEqualTo(INITIATION);
    assertThat(datagram.source(0)).isEqualTo(from);
    assertThat(datagram.destination(0)).isEqualTo(to);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10})
  void findsItInIpv4WithOptions(int words) {
    assertFinds(IpPackets.ipv4(CLIENT4, GATEWAY4, INITIATION, words), CLIENT4, GATEWAY4);
  }

  @Test
  void findsItInIpv6() {
    assertFinds(IpPackets.udp(CLIENT6, GATEWAY6, INITIATION), CLIENT6, GATEWAY6);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 43, 44, 60})
  void findsItBehindAnExtensionHeader(int header) {
    byte[] packet =
        IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, IpPackets.extension(17, 1), header);
    assertFinds(packet, CLIENT6, GATEWAY6);
  }

  @Test
  void findsItBehindManyExtensionHeaders() {
    byte[] extensions = new byte[8 + 1024 + 24];
    System.arraycopy(IpPackets.extension(60, 1), 0, extensions, 0, 8);
    System.arraycopy(IpPackets.extension(43, 128), 0, extensions, 8, 1024);
    System.arraycopy(IpPackets.extension(17, 3), 0, extensions, 8 + 1024, 24);
    assertFinds(IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, extensions, 0), CLIENT6, GATEWAY6);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 50, 51, 58, 59, 135, 255})
  void findsNothingBehindOtherHeaders(int header) {
    byte[] extension = IpPackets.extension(17, 1);
    assertThat(find(IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, extension, header)))
        .isEqualTo(Refusal.NOT_UDP);
  }

  @Test
  void keepsMappedAddressesAndScopes() {
    InetSocketAddress mapped = new InetSocketAddress(mapped(), 1);
    InetSocketAddress local = IpPackets.at("fe80::1", 2);
    byte[] from = IpPackets.udp(CLIENT6, local, INITIATION);
    System.arraycopy(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 1, 2, 3, 4}, 0, from, 8, 16);
    assertThat(find(from)).isNull();
    assertThat(datagram.source(9).getAddress()).isInstanceOf(Inet6Address.class);
    assertThat(datagram.source(9).getAddress()).isEqualTo(mapped.getAddress());
    assertThat(((Inet6Address) datagram.destination(9).getAddress()).getScopeId()).isEqualTo(9);
    assertThat(((Inet6Address) datagram.destination(0).getAddress()).getScopeId()).isZero();
    assertThat(find(IpPackets.udp(CLIENT4, GATEWAY4, INITIATION))).isNull();
    assertThat(datagram.source(9).getAddress()).isInstanceOf(Inet4Address.class);
  }

  private static Inet6Address mapped() {
    try {
      return Inet6Address.getByAddress(
          null, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 1, 2, 3, 4}, -1);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesFragments() {
    byte[] packet = IpPackets.udp(CLIENT4, GATEWAY4, INITIATION);
    packet[6] = 0x20; // more fragments
    assertThat(find(packet)).isEqualTo(Refusal.FRAGMENT);
    packet[6] = 0;
    packet[7] = 1; // an offset
    assertThat(find(packet)).isEqualTo(Refusal.FRAGMENT);
    packet[6] = 0x40; // must not be fragmented
    packet[7] = 0;
    assertThat(find(packet)).isNull();

    byte[] header = IpPackets.extension(17, 1);
    header[3] = 1; // more fragments
    assertThat(find(IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, header, 44)))
        .isEqualTo(Refusal.FRAGMENT);
    header[3] = 8; // an offset
    assertThat(find(IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, header, 44)))
        .isEqualTo(Refusal.FRAGMENT);
    header[3] = 6; // reserved
    header[1] = 77; // reserved, where other headers have their length
    assertThat(find(IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, header, 44))).isNull();
  }

  @Test
  void refusesWhatIsCutOffAnywhere() {
    for (byte[] packet :
        new byte[][] {
          IpPackets.ipv4(CLIENT4, GATEWAY4, INITIATION, 3),
          IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, IpPackets.extension(17, 2), 60)
        }) {
      assertThat(find(packet)).isNull();
      for (int length = 0; length < packet.length; length++) {
        // Bytes behind the end must not be taken for the rest.
        assertThat(datagram.find(MARGIN, length))
            .as("%s bytes", length)
            .isEqualTo(Refusal.TRUNCATED);
      }
    }
  }

  @Test
  void believesTheUdpLengthIfItFits() {
    byte[] packet = IpPackets.udp(CLIENT4, GATEWAY4, Arrays.copyOf(INITIATION, 160));
    packet[25] = (byte) 156;
    assertFinds(packet, CLIENT4, GATEWAY4);
    packet[25] = (byte) 169;
    assertThat(find(packet)).isEqualTo(Refusal.MALFORMED_UDP);
    packet[25] = 7;
    assertThat(find(packet)).isEqualTo(Refusal.MALFORMED_UDP);
    packet[25] = 0;
    assertThat(find(packet)).isEqualTo(Refusal.MALFORMED_UDP);
    packet[25] = 8;
    assertThat(find(packet)).isNull();
    assertThat(payload()).isEmpty();
  }

  @Test
  void ignoresWhatFollowsThePacket() {
    byte[] packet = IpPackets.udp(CLIENT4, GATEWAY4, INITIATION);
    assertFinds(Arrays.copyOf(packet, packet.length + 6), CLIENT4, GATEWAY4);
  }

  @Test
  void refusesOtherVersionsAndProtocols() {
    byte[] packet = IpPackets.udp(CLIENT4, GATEWAY4, INITIATION);
    packet[9] = 6;
    assertThat(find(packet)).isEqualTo(Refusal.NOT_UDP);
    packet[9] = 17;
    packet[0] = 0x44; // a header of 16 bytes
    assertThat(find(packet)).isEqualTo(Refusal.MALFORMED_IP);
    packet[0] = 0x55;
    assertThat(find(packet)).isEqualTo(Refusal.NOT_IP);
    packet[0] = 0x45;
    packet[3] = 19; // shorter than its header
    packet[2] = 0;
    assertThat(find(packet)).isEqualTo(Refusal.MALFORMED_IP);
  }

  @Test
  void neverThrowsAndNeverLooksBehindThePacket() {
    Random random = new Random(1);
    byte[][] seeds = {
      IpPackets.ipv4(CLIENT4, GATEWAY4, INITIATION, 2),
      IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, IpPackets.extension(17, 1), 0),
      IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, IpPackets.extension(17, 1), 44)
    };
    for (int round = 0; round < 200_000; round++) {
      byte[] packet = seeds[random.nextInt(seeds.length)].clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        packet[random.nextInt(60)] = (byte) random.nextInt();
      }
      int length = random.nextInt(packet.length + 1);
      // The array ends with the buffer, so reading beyond the end would throw.
      ByteBuffer tight = ByteBuffer.wrap(packet, 0, length).slice();
      UdpDatagram found = new UdpDatagram(tight);
      if (found.find(0, length) == null) {
        assertThat(found.payloadStart() + found.payloadLength()).isLessThanOrEqualTo(length);
        assertThat(found.payloadLength()).isNotNegative();
        assertThat(found.source(1).isUnresolved()).isFalse();
        assertThat(found.destination(1).isUnresolved()).isFalse();
      }
    }
  }
}
