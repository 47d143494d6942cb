package io.jitpeers.pcap.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.internal.frame.FrameDecoder;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.testkit.CompiledFilter;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.MutatedFrames;
import io.jitpeers.pcap.testkit.RecordedCapture;
import io.jitpeers.pcap.testkit.RecordedCapture.Initiation;
import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.source.support.UdpDatagram;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The frames that the filter accepts, compared with recordings and with the decoder's result. */
@RequiresLibPcap
class FilteredFramesTest {
  static final List<String> CAPTURES = RecordedCapture.NAMES;
  private static final int ROUNDS = 50_000;
  private static final int PORT = 51_820;
  private static final Set<Integer> TAGS =
      Set.of(Frames.VLAN, Frames.PROVIDER_VLAN, Frames.LEGACY_QINQ);

  @ParameterizedTest
  @FieldSource("CAPTURES")
  void leavesTheInitiationsOfRealClientsAndNothingElse(String name) {
    RecordedCapture capture = RecordedCapture.of(name);
    LinkType type = LinkType.ofDlt(capture.dlt()).orElseThrow();
    List<Integer> expected = capture.initiations().stream().map(Initiation::frame).toList();
    for (boolean live : new boolean[] {true, false}) {
      try (CompiledFilter filter = new CompiledFilter(type, live, capture.listenPort())) {
        List<Integer> accepted =
            IntStream.rangeClosed(1, capture.frames().size())
                .filter(number -> filter.accepts(capture.frames().get(number - 1)))
                .boxed()
                .toList();
        assertThat(accepted).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTheDecoder(LinkType type) {
    MutatedFrames frames = new MutatedFrames(type, new Random(2));
    int accepted = 0;
    try (CompiledFilter filter = new CompiledFilter(type, /* live= */ false, PORT)) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] frame = frames.next();
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        FrameDecoder decoder = new FrameDecoder(buffer, type);
        FrameRefusal refusal = decoder.decode(0, frame.length);
        boolean initiation = refusal == null && isInitiation(buffer, decoder.datagram());
        boolean passed = filter.accepts(frame);
        accepted += passed ? 1 : 0;
        if (passed != initiation && !(passed && mayPass(type, buffer, refusal))) {
          throw new AssertionError(
              (passed ? "passed: " : "dropped: ") + refusal + HexFormat.of().formatHex(frame));
        }
      }
    }
    assertThat(accepted).isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
  }

  private static boolean isInitiation(ByteBuffer frame, UdpDatagram datagram) {
    return datagram.destinationPort() == PORT
        && datagram.payloadLength() == 148
        && frame.getInt(datagram.payloadStart()) == 0x01000000;
  }

  /** The filter cannot tell how much was captured, nor what follows several extension headers. */
  private static boolean mayPass(LinkType type, ByteBuffer frame, @Nullable FrameRefusal refusal) {
    int packet = type.headerLength();
    int protocol = Frames.canHaveTags(type) ? frame.getShort(type.protocolOffset()) & 0xFFFF : 0;
    while (TAGS.contains(protocol)) {
      protocol = frame.getShort(packet + 2) & 0xFFFF;
      packet += 4;
    }
    if (protocol == Frames.PPPOE_SESSION) {
      packet += Frames.PPPOE_HEADER;
    }
    boolean extended = frame.get(packet) >> 4 == 6 && frame.get(packet + 6) != 17;
    return refusal == FrameRefusal.TRUNCATED || extended;
  }
}
