package io.jitpeers.pcap.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.testkit.MutatedFrames;
import io.jitpeers.pcap.testkit.RecordedCapture;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each mutated frame, recorded or generated, contains a complete datagram or is refused, whatever
 * surrounds it in its buffer. An input's first byte selects the link type.
 */
@Tag("fuzz")
class FrameDecoderFuzzTest implements FuzzTarget {
  private static final List<LinkType> TYPES = List.of(LinkType.values());
  private static final List<String> CAPTURES =
      List.of("ethernet", "vlan", "cooked-v1", "cooked-v2", "raw-ip");
  private static final int NOISE = 20;

  @Test
  void isDecodedOrRefused() {
    Map<String, Integer> said = Fuzzer.run(this, 250_000);
    for (LinkType type : TYPES) {
      assertThat(said).containsKeys(type + " found", type + " TRUNCATED", type + " MALFORMED_UDP");
    }
  }

  @Override
  public String name() {
    return "frame";
  }

  @Override
  public List<byte[]> inputs() {
    List<byte[]> inputs = new ArrayList<>();
    for (String name : CAPTURES) {
      RecordedCapture capture = RecordedCapture.of(name);
      LinkType type = LinkType.ofDlt(capture.dlt()).orElseThrow();
      capture.frames().forEach(frame -> inputs.add(input(type, frame)));
    }
    for (LinkType type : TYPES) {
      MutatedFrames.seeds(type).forEach(frame -> inputs.add(input(type, frame)));
    }
    return inputs;
  }

  private static byte[] input(LinkType type, byte[] frame) {
    return ByteBuffer.allocate(1 + frame.length).put((byte) TYPES.indexOf(type)).put(frame).array();
  }

  @Override
  public int longest() {
    return 2048;
  }

  @Override
  public long mostBytes() {
    return 32 << 10;
  }

  @Override
  public String read(byte[] input) {
    if (input.length == 0) {
      return "nothing";
    }
    LinkType type = TYPES.get((input[0] & 0xFF) % TYPES.size());
    byte[] frame = Arrays.copyOfRange(input, 1, input.length);
    // The frame ends with the buffer, so a read beyond it would throw.
    FrameDecoder decoder = new FrameDecoder(ByteBuffer.wrap(frame), type);
    FrameRefusal refusal = decoder.decode(0, frame.length);
    assertThat(refusalAmongNoise(type, frame)).isEqualTo(refusal);
    if (refusal != null) {
      return type + " " + refusal;
    }
    assertConsistent(decoder.datagram(), ByteBuffer.wrap(frame));
    return type + " found";
  }

  /** The bytes around a frame in its buffer have no effect. */
  private static FrameRefusal refusalAmongNoise(LinkType type, byte[] frame) {
    byte[] noise = new byte[frame.length + 2 * NOISE];
    new Random(frame.length).nextBytes(noise);
    System.arraycopy(frame, 0, noise, NOISE, frame.length);
    return new FrameDecoder(ByteBuffer.wrap(noise), type).decode(NOISE, frame.length);
  }

  private static void assertConsistent(UdpDatagram datagram, ByteBuffer frame) {
    int payload = datagram.payloadStart();
    assertThat(datagram.payloadLength()).isNotNegative();
    assertThat(payload + datagram.payloadLength()).isLessThanOrEqualTo(frame.capacity());
    assertThat(frame.getShort(payload - 4) & 0xFFFF).isEqualTo(8 + datagram.payloadLength());
    assertThat(frame.getShort(payload - 6) & 0xFFFF)
        .isEqualTo(datagram.destinationPort())
        .isEqualTo(datagram.destination(1).getPort());
    assertThat(datagram.source(1).getPort()).isBetween(0, 65_535);
    assertThat(datagram.source(1).getAddress() instanceof Inet4Address)
        .isEqualTo(datagram.destination(1).getAddress() instanceof Inet4Address);
  }
}
