package io.jitpeers.pcap.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.filter.Message;
import io.jitpeers.pcap.internal.frame.LinkDecoder;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.frame.NflogDecoder;
import io.jitpeers.pcap.internal.frame.TransportDecoder;
import io.jitpeers.pcap.internal.libpcap.FilterProgram;
import io.jitpeers.pcap.testkit.CompiledFilter;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.MutatedFrames;
import io.jitpeers.pcap.testkit.RecordedCapture;
import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.pcap.testkit.Transport;
import io.jitpeers.testkit.IpPackets;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The filter, as compiled and run by libpcap itself. */
@RequiresLibPcap
class TransportFilterTest {
  static final List<String> CAPTURES = RecordedCapture.NAMES;
  private static final int ROUNDS = 50_000;
  private static final int PORT = 51_820;
  private static final byte[] DATA = Transport.message(64);
  private static final Set<Integer> TAGS =
      Set.of(Frames.VLAN, Frames.PROVIDER_VLAN, Frames.LEGACY_QINQ);

  private static String expression(LinkType type, Integer... ports) throws PcapException {
    return TransportFilter.expression("capturing", type.dlt(), new TreeSet<>(List.of(ports)));
  }

  @ParameterizedTest
  @FieldSource("CAPTURES")
  void leavesTheDataOfRealClientsAndNothingElse(String name) {
    RecordedCapture capture = RecordedCapture.of(name);
    LinkType type = LinkType.ofDlt(capture.dlt()).orElseThrow();
    try (CompiledFilter filter =
        new CompiledFilter(Message.TRANSPORT_DATA, type, false, capture.listenPort())) {
      // A keepalive and a ping, according to tcpdump.
      assertThat(capture.frames().stream().filter(filter::accepts)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTheDecoder(LinkType type) {
    MutatedFrames frames = new MutatedFrames(type, DATA, new Random(2));
    int accepted = 0;
    try (CompiledFilter filter = new CompiledFilter(Message.TRANSPORT_DATA, type, false, PORT)) {
      for (int round = 0; round < ROUNDS; round++) {
        byte[] frame = frames.next();
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        TransportDecoder decoder = new TransportDecoder(buffer, new LinkDecoder(buffer, type));
        FrameRefusal refusal = decoder.decode(0, frame.length);
        boolean message = refusal == null && decoder.destinationPort() == PORT;
        boolean passed = filter.accepts(frame);
        accepted += passed ? 1 : 0;
        if (passed != message && !(passed && mayPass(type, buffer, refusal))) {
          throw new AssertionError(
              (passed ? "passed: " : "dropped: ") + refusal + HexFormat.of().formatHex(frame));
        }
      }
    }
    assertThat(accepted).isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
  }

  /**
   * The filter cannot tell how much was captured, nor what follows several extension headers. It
   * does not compare the lengths of IP and UDP.
   */
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
    return refusal == FrameRefusal.TRUNCATED || refusal == FrameRefusal.MALFORMED_UDP || extended;
  }

  @ParameterizedTest
  @EnumSource
  void filtersLiveFramesByTypeLengthPortAndFragment(LinkType type) throws Exception {
    boolean ipv6 = type == LinkType.IPV6;
    byte[] packet = packet(ipv6, PORT, DATA);
    byte[] initiation = packet(ipv6, PORT, IpPackets.initiation(1));
    byte[] reserved = DATA.clone();
    reserved[2] = 1;
    try (FilterProgram filter = FilterProgram.compile(type.dlt(), expression(type, PORT, 443))) {
      assertThat(filter.matches(Frames.frame(type, packet))).isTrue();
      assertThat(filter.matches(Frames.frame(type, packet(ipv6, 443, DATA)))).isTrue();
      assertThat(filter.matches(Frames.frame(type, packet(ipv6, PORT, Transport.message(32)))))
          .isTrue();
      assertThat(filter.matches(Frames.frame(type, packet(ipv6, PORT, Transport.message(31)))))
          .isFalse();
      assertThat(filter.matches(Frames.frame(type, packet(ipv6, PORT, reserved)))).isFalse();
      assertThat(filter.matches(Frames.frame(type, packet(ipv6, 444, DATA)))).isFalse();
      assertThat(filter.matches(Frames.frame(type, initiation))).isFalse();
      if (!ipv6) {
        packet[6] = 0x20;
        assertThat(filter.matches(Frames.frame(type, packet))).as("first fragment").isTrue();
        packet[7] = 1;
        assertThat(filter.matches(Frames.frame(type, packet))).as("later fragment").isFalse();
      }
    }
  }

  private static byte[] packet(boolean ipv6, int port, byte[] payload) {
    return IpPackets.udp(
        ipv6 ? Frames.CLIENT6 : Frames.CLIENT4,
        IpPackets.at(ipv6 ? "2001:db8::2" : "192.0.2.2", port),
        payload);
  }

  @ParameterizedTest
  @EnumSource
  void withoutAPortNothingPasses(LinkType type) throws Exception {
    byte[] packet = packet(type == LinkType.IPV6, PORT, DATA);
    try (FilterProgram filter = FilterProgram.compile(type.dlt(), expression(type))) {
      assertThat(filter.matches(Frames.frame(type, packet))).isFalse();
    }
  }

  @Test
  void whatARuleSelectedIsNotFilteredAgain() throws Exception {
    String all = TransportFilter.expression("capturing", NflogDecoder.DLT, new TreeSet<>());
    try (FilterProgram filter = FilterProgram.compile(NflogDecoder.DLT, all)) {
      assertThat(filter.matches(new byte[1])).isTrue();
    }
  }

  @Test
  void refusesOtherLinks() {
    assertThatExceptionOfType(PcapException.class)
        .isThrownBy(() -> TransportFilter.expression("capturing", 105, new TreeSet<>(Set.of(1))))
        .withMessageContaining("frames of the link type 105 cannot be decoded");
  }
}
