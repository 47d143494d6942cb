package io.jitpeers.pcap.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.testkit.MutatedFrames;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("fuzz")
class FrameDecoderFuzzTest {
  private static final int ROUNDS = Fuzzer.rounds(100_000);

  private final Random random = new Random(1);

  @ParameterizedTest
  @EnumSource
  void neverThrowsAndNeverLooksBehindTheFrame(LinkType type) {
    MutatedFrames frames = new MutatedFrames(type, random);
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] frame = frames.next();
      int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
      // At the end of the buffer: a look behind it would throw.
      ByteBuffer tight = ByteBuffer.wrap(frame, 0, length).slice();
      FrameDecoder decoder = new FrameDecoder(tight, type);
      FrameRefusal refusal = decoder.decode(0, length);
      if (refusal == null) {
        assertConsistent(decoder.datagram(), tight);
        found++;
      }
      assertThat(refusalAmongNoise(type, frame, length)).isEqualTo(refusal);
    }
    assertThat(found).isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
  }

  private static void assertConsistent(UdpDatagram datagram, ByteBuffer frame) {
    int payload = datagram.payloadStart();
    assertThat(datagram.payloadLength()).isNotNegative();
    assertThat(payload + datagram.payloadLength()).isLessThanOrEqualTo(frame.capacity());
    assertThat(frame.getShort(payload - 4) & 0xFFFF).isEqualTo(8 + datagram.payloadLength());
    assertThat(frame.getShort(payload - 6) & 0xFFFF)
        .isEqualTo(datagram.destinationPort())
        .isEqualTo(datagram.destination(1).getPort());
    assertThat(datagram.source(1).getAddress() instanceof Inet4Address)
        .isEqualTo(datagram.destination(1).getAddress() instanceof Inet4Address);
  }

  /** What surrounds a frame in its buffer does not matter. */
  private FrameRefusal refusalAmongNoise(LinkType type, byte[] frame, int length) {
    byte[] noise = new byte[frame.length + 20];
    random.nextBytes(noise);
    int start = random.nextInt(20);
    System.arraycopy(frame, 0, noise, start, length);
    return new FrameDecoder(ByteBuffer.wrap(noise), type).decode(start, length);
  }
}
