package io.jitpeers.pcap.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.RecordedCapture;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.testing.fuzz.Fuzzer;
import io.jitpeers.testkit.IpPackets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded frames, spoilt: each holds a datagram that is all there, or is refused. */
@Tag("fuzz")
class RecordedFramesFuzzTest {

  @ParameterizedTest
  @ValueSource(strings = {"ethernet", "vlan", "cooked-v1", "cooked-v2", "raw-ip"})
  void areDecodedOrRefused(String name) {
    RecordedCapture capture = RecordedCapture.of(name);
    LinkType type = LinkType.ofDlt(capture.dlt()).orElseThrow();
    byte[] initiation =
        IpPackets.ipv6(
            Frames.CLIENT6,
            Frames.GATEWAY6,
            IpPackets.initiation(7),
            IpPackets.extension(17, 2),
            60);
    List<byte[]> made =
        Frames.canHaveTags(type)
            ? List.of(
                Frames.frame(type, Frames.PPPOE_SESSION, Frames.pppoe(initiation), Frames.VLAN),
                Frames.frame(type, initiation))
            : List.of(Frames.frame(type, initiation));
    Map<String, Integer> said =
        Fuzzer.of("frame", getClass())
            .inputs(capture.frames())
            .inputs(made)
            .upTo(2048)
            .costingAtMost(16 << 10)
            .run(30_000, input -> decode(input, type));
    assertThat(said.keySet())
        .contains("found", "TRUNCATED", "NOT_IP", "MALFORMED_IP", "NOT_UDP", "MALFORMED_UDP");
  }

  private static String decode(byte[] input, LinkType type) {
    // It ends with the buffer: a look behind it would throw.
    FrameDecoder decoder = new FrameDecoder(ByteBuffer.wrap(input), type);
    FrameRefusal refusal = decoder.decode(0, input.length);
    if (refusal != null) {
      return refusal.name();
    }
    UdpDatagram found = decoder.datagram();
    assertThat(found.payloadLength()).isNotNegative();
    assertThat(found.payloadStart() + found.payloadLength()).isLessThanOrEqualTo(input.length);
    assertThat(found.source(1).getPort()).isBetween(0, 65_535);
    return "found";
  }
}
