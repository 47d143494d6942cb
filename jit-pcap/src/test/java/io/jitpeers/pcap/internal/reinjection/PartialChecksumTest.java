package io.jitpeers.pcap.internal.reinjection;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.CLIENT6;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.IpPackets;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialChecksumTest {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final byte[] PAYLOAD = new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};

  /** A packet whose payload could also be TCP with a checksum of 0. */
  private static ByteBuffer packet(boolean ipv6, int protocol) {
    byte[] bytes =
        ipv6
            ? IpPackets.udp(GATEWAY6, CLIENT6, PAYLOAD)
            : IpPackets.udp(GATEWAY4, CLIENT4, PAYLOAD);
    bytes[ipv6 ? 6 : 9] = (byte) protocol;
    return ByteBuffer.wrap(bytes);
  }

  /** Returns the whole packet, whatever its limit. */
  private static ByteBuffer copy(ByteBuffer packet) {
    ByteBuffer whole = packet.duplicate().clear();
    return ByteBuffer.allocate(whole.remaining()).put(whole).flip();
  }

  private static int header(boolean ipv6) {
    return ipv6 ? 40 : 20;
  }

  private static int checksumAt(boolean ipv6, int protocol) {
    return header(ipv6) + (protocol == TCP ? 16 : 6);
  }

  private static long pseudo(ByteBuffer packet, boolean ipv6, int protocol) {
    long addresses =
        ipv6 ? InternetChecksum.sum(packet, 8, 32) : InternetChecksum.sum(packet, 12, 8);
    return addresses + protocol + packet.limit() - header(ipv6);
  }

  @ParameterizedTest
  @ValueSource(ints = {TCP, UDP})
  void completesWhatHoldsThePseudoHeaderOnly(int protocol) {
    for (boolean ipv6 : new boolean[] {false, true}) {
      ByteBuffer packet = packet(ipv6, protocol);
      long pseudo = pseudo(packet, ipv6, protocol);
      packet.putShort(checksumAt(ipv6, protocol), (short) ~InternetChecksum.ofSum(pseudo));
      PartialChecksum.complete(packet);
      // With a correct checksum the whole sum is all ones.
      long whole =
          pseudo + InternetChecksum.sum(packet, header(ipv6), packet.limit() - header(ipv6));
      assertThat(InternetChecksum.ofSum(whole)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {TCP, UDP, 1, 58})
  void leavesEverythingElseAlone(int protocol) {
    for (boolean ipv6 : new boolean[] {false, true}) {
      ByteBuffer packet = packet(ipv6, protocol);
      packet.putShort(checksumAt(ipv6, protocol), (short) 0x1234);
      ByteBuffer before = copy(packet);
      PartialChecksum.complete(packet);
      assertThat(packet).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19, 20, 27, 39, 40, 47})
  void looksAtNothingBeyondThePacket(int length) {
    for (boolean ipv6 : new boolean[] {false, true}) {
      for (int protocol : new int[] {TCP, UDP}) {
        ByteBuffer packet =
            packet(ipv6, protocol).limit(Math.min(length, packet(ipv6, protocol).capacity()));
        ByteBuffer before = copy(packet);
        PartialChecksum.complete(packet);
        assertThat(packet.clear()).isEqualTo(before);
      }
    }
  }
}
