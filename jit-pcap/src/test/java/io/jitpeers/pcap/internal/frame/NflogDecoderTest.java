package io.jitpeers.pcap.internal.frame;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.CLIENT6;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.testkit.Transport;
import io.jitpeers.testkit.IpPackets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NflogDecoderTest {
  /**
   * What Linux 6.18 logged on x86 with {@code log group 5 snaplen 80}, as tcpdump wrote it: a
   * message to port 51820 on the loopback interface.
   */
  private static final byte[] RECORDED =
      HexFormat.of()
          .parseHex(
              "020000050800010008000100"
                  + "05000a0000000000"
                  + "0800040000000001"
                  + "10000800000600000000000000000000"
                  + "06000f0003040000"
                  + "06001100000e0000"
                  + "1200100000000000000000000000000008000000"
                  + "14000300000000006b0cd066000000000006"
                  + "38f2"
                  + "54000900450000e8a8f440004011930e7f0000017f000001"
                  + "9c40ca6c00d4fee7"
                  + "04000000000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
                  + "202122232425262728292a2b2c2d2e2f");

  private static final byte[] LOGGED =
      Transport.logged(IpPackets.udp(CLIENT4, GATEWAY4, Transport.message(33)));

  private static @Nullable FrameRefusal decode(byte[] message) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    return new TransportDecoder(buffer, new NflogDecoder(buffer)).decode(0, message.length);
  }

  @Test
  void findsThePacketThatTheKernelLogged() {
    // Attributes are in the byte order of the machine that logged them.
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      ByteBuffer buffer = ByteBuffer.wrap(RECORDED);
      TransportDecoder decoder = new TransportDecoder(buffer, new NflogDecoder(buffer));
      assertThat(decoder.decode(0, RECORDED.length)).isNull();
      assertThat(decoder.sourcePort()).isEqualTo(40_000);
      assertThat(decoder.destinationPort()).isEqualTo(51_820);
      assertThat(decoder.sourceLength()).isEqualTo(4);
      assertThat(buffer.getInt(decoder.source())).isEqualTo(0x7F000001);
    }
  }

  @Test
  void findsPacketsOfBothVersions() {
    assertThat(decode(LOGGED)).isNull();
    assertThat(decode(Transport.logged(IpPackets.udp(CLIENT6, GATEWAY6, Transport.message(99)))))
        .isNull();
  }

  @Test
  void ignoresTheFlagsOfAttributes() {
    ByteBuffer message = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder()).putInt(0);
    Transport.attribute(message, 0x8000 | 18, new byte[7]);
    byte[] packet = IpPackets.udp(CLIENT4, GATEWAY4, Transport.message(32));
    Transport.attribute(message, 0x4000 | Transport.PAYLOAD, packet);
    assertThat(decode(Arrays.copyOf(message.array(), message.position()))).isNull();
  }

  @Test
  void theLastAttributeNeedsNoPadding() {
    byte[] packet = IpPackets.udp(CLIENT4, GATEWAY4, Transport.message(33));
    byte[] logged = Transport.logged(packet);
    assertThat(decode(Arrays.copyOf(logged, logged.length - 3))).isNull();
    assertThat(decode(Arrays.copyOf(logged, logged.length - 4))).isEqualTo(FrameRefusal.TRUNCATED);
  }

  @Test
  void refusesWhatIsCutOff() {
    for (int length = 0; length < LOGGED.length - 3; length++) {
      assertThat(decode(Arrays.copyOf(LOGGED, length)))
          .isIn(FrameRefusal.TRUNCATED, FrameRefusal.NOT_IP);
    }
    assertThat(decode(new byte[3])).isEqualTo(FrameRefusal.TRUNCATED);
    assertThat(decode(new byte[4])).isEqualTo(FrameRefusal.NOT_IP);
  }

  @Test
  void refusesAttributesThatAreTooShortOrTooLong() {
    for (int length : new int[] {0, 1, 3}) {
      assertThat(decode(withFirstLength(length))).isEqualTo(FrameRefusal.NOT_IP);
    }
    assertThat(decode(withFirstLength(LOGGED.length - 4))).isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(withFirstLength(LOGGED.length - 3))).isEqualTo(FrameRefusal.TRUNCATED);
    assertThat(decode(withFirstLength(0xFFFF))).isEqualTo(FrameRefusal.TRUNCATED);
  }

  private static byte[] withFirstLength(int length) {
    byte[] message = LOGGED.clone();
    ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putShort(4, (short) length);
    return message;
  }

  @Test
  void refusesAMessageWithoutAPacket() {
    ByteBuffer message = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder()).putInt(0);
    Transport.attribute(message, 1, new byte[4]);
    Transport.attribute(message, Transport.PAYLOAD, new byte[0]);
    assertThat(decode(Arrays.copyOf(message.array(), 12))).isEqualTo(FrameRefusal.NOT_IP);
    assertThat(decode(Arrays.copyOf(message.array(), 16))).isEqualTo(FrameRefusal.TRUNCATED);
  }
}
