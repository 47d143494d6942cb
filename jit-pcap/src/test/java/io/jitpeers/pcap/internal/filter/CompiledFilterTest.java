package io.jitpeers.pcap.internal.filter;

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

import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.testkit.CompiledFilter;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresLibPcap
class CompiledFilterTest {
  private static final byte[] INITIATION = IpPackets.initiation(7);
  private static final int[][] TAGS = {
    {},
    {VLAN},
    {PROVIDER_VLAN},
    {LEGACY_QINQ},
    {VLAN, VLAN},
    {PROVIDER_VLAN, VLAN},
    {LEGACY_QINQ, LEGACY_QINQ},
    {VLAN, PROVIDER_VLAN}
  };

  /** Initiations in all kinds of packets that the filter matches exactly. */
  private static List<byte[]> initiations(byte[] payload, int port) {
    InetSocketAddress gateway4 = new InetSocketAddress(GATEWAY4.getAddress(), port);
    InetSocketAddress gateway6 = new InetSocketAddress(GATEWAY6.getAddress(), port);
    List<byte[]> packets = new ArrayList<>();
    for (int options = 0; options <= 10; options++) {
      packets.add(IpPackets.ipv4(CLIENT4, gateway4, payload, options));
    }
    packets.add(IpPackets.udp(CLIENT6, gateway6, payload));
    for (int units = 1; units <= 100; units += 9) {
      for (int header : new int[] {0, 43, 60}) {
        byte[] extension = IpPackets.extension(17, units);
        packets.add(IpPackets.ipv6(CLIENT6, gateway6, payload, extension, header));
      }
    }
    packets.add(IpPackets.ipv6(CLIENT6, gateway6, payload, IpPackets.extension(17, 1), 44));
    return packets;
  }

  private static int[][] tags(LinkType type, boolean live) {
    boolean cooked = type == LinkType.LINUX_SLL || type == LinkType.LINUX_SLL2;
    return canHaveTags(type) && !(cooked && live) ? TAGS : Arrays.copyOf(TAGS, 1);
  }

  private static void assertFilters(
      LinkType type, boolean live, List<byte[]> packets, boolean accepted) {
    try (CompiledFilter filter = new CompiledFilter(type, live, 51_820)) {
      for (byte[] packet : packets) {
        for (int[] tags : tags(type, live)) {
          if (canHold(type, packet)) {
            byte[] frame = frame(type, packet, tags);
            assertThat(filter.accepts(frame))
                .as("%s bytes of %s with tags %s", frame.length, type, Arrays.toString(tags))
                .isEqualTo(accepted);
          }
        }
      }
    }
  }

  private static void assertFilters(List<byte[]> packets, boolean accepted) {
    for (LinkType type : LinkType.values()) {
      assertFilters(type, /* live= */ true, packets, accepted);
      assertFilters(type, /* live= */ false, packets, accepted);
    }
  }

  private static byte[] changed(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    copy[at] = (byte) value;
    return copy;
  }

  @Test
  void acceptsInitiations() {
    assertFilters(initiations(INITIATION, 51_820), true);
  }

  @ParameterizedTest
  @EnumSource(names = {"EN10MB", "LINUX_SLL", "LINUX_SLL2"})
  void acceptsInitiationsInSessionsOfPppoe(LinkType type) {
    List<byte[]> initiations = initiations(INITIATION, 51_820);
    List<byte[]> others = initiations(INITIATION, 51_821);
    try (CompiledFilter filter = new CompiledFilter(type, /* live= */ false, 51_820)) {
      for (int[] tags : TAGS) {
        for (byte[] packet : initiations) {
          byte[] session = Frames.pppoe(packet);
          assertThat(filter.accepts(frame(type, PPPOE_SESSION, session, tags))).isTrue();
          assertThat(filter.accepts(frame(type, PPPOE_DISCOVERY, session, tags))).isFalse();
          byte[] upkeep = Frames.pppoe(0xC021, packet);
          assertThat(filter.accepts(frame(type, PPPOE_SESSION, upkeep, tags))).isFalse();
          byte[] code = changed(session, 1, 0xA7);
          assertThat(filter.accepts(frame(type, PPPOE_SESSION, code, tags))).isFalse();
        }
        for (byte[] packet : others) {
          byte[] session = Frames.pppoe(packet);
          assertThat(filter.accepts(frame(type, PPPOE_SESSION, session, tags))).isFalse();
        }
      }
    }
  }

  @Test
  void dropsOtherPorts() {
    for (int port : new int[] {51_819, 51_821, 0, 65_535}) {
      assertFilters(initiations(INITIATION, port), false);
    }
  }

  @Test
  void dropsOtherLengths() {
    for (int length : new int[] {32, 64, 92, 147, 149, 404}) {
      assertFilters(initiations(Arrays.copyOf(INITIATION, length), 51_820), false);
    }
  }

  @Test
  void looksAtEveryBitOfTheType() {
    for (int bit = 0; bit < 32; bit++) {
      byte[] payload = INITIATION.clone();
      payload[bit / 8] ^= (byte) (1 << bit % 8);
      assertFilters(initiations(payload, 51_820), false);
    }
  }

  @Test
  void dropsFragments() {
    byte[] whole4 = IpPackets.ipv4(CLIENT4, GATEWAY4, INITIATION, 2);
    byte[] header = IpPackets.extension(17, 1);
    byte[] whole6 = IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, header, 44);
    assertFilters(
        List.of(
            // The more-fragments flag, and each bit of an offset that fits one byte.
            changed(whole4, 6, 0x20),
            changed(whole4, 6, 0x10),
            changed(whole4, 7, 1),
            changed(whole4, 7, 0x80),
            changed(whole6, 43, 1),
            changed(whole6, 43, 8),
            changed(whole6, 42, 0x80)),
        false);
    // The don't-fragment flag and the reserved bit.
    assertFilters(
        List.of(
            changed(whole4, 6, 0x40),
            changed(whole4, 6, 0x80),
            changed(whole6, 43, 6),
            changed(whole6, 41, 77)),
        true);
  }

  @Test
  void dropsOtherProtocols() {
    byte[] udp4 = IpPackets.udp(CLIENT4, GATEWAY4, INITIATION);
    byte[] udp6 = IpPackets.udp(CLIENT6, GATEWAY6, INITIATION);
    byte[] extended = IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, IpPackets.extension(6, 1), 0);
    assertFilters(
        List.of(
            changed(udp4, 9, 6),
            changed(udp4, 9, 136),
            changed(udp6, 6, 6),
            changed(udp6, 6, 58),
            changed(udp6, 6, 50),
            extended),
        false);
  }

  @Test
  void dropsPacketsWhoseLengthsContradictEachOther() {
    byte[] packet4 = IpPackets.ipv4(CLIENT4, GATEWAY4, INITIATION, 1);
    byte[] packet6 = IpPackets.udp(CLIENT6, GATEWAY6, INITIATION);
    assertFilters(
        List.of(
            changed(packet4, 0, 0x44),
            changed(packet4, 3, packet4.length - 1),
            changed(packet6, 5, 155)),
        false);
  }

  @Test
  void letsSeveralExtensionHeadersThroughWithinBounds() {
    List<byte[]> through = new ArrayList<>();
    List<byte[]> dropped = new ArrayList<>();
    for (int first : new int[] {0, 43, 44, 60}) {
      for (int second : new int[] {0, 43, 44, 60}) {
        for (int units : new int[] {1, 2, 128, 129}) {
          byte[] extensions = Arrays.copyOf(IpPackets.extension(second, 1), 8 + 8 * units);
          System.arraycopy(IpPackets.extension(17, units), 0, extensions, 8, 8 * units);
          // 164 bytes are an initiation behind one extension header; 1,024 more are permitted.
          (units <= 128 ? through : dropped)
              .add(IpPackets.ipv6(CLIENT6, GATEWAY6, INITIATION, extensions, first));
        }
      }
      byte[] tooShort = IpPackets.extension(60, 1);
      dropped.add(IpPackets.ipv6(CLIENT6, GATEWAY6, new byte[147], tooShort, first));
    }
    assertFilters(through, true);
    assertFilters(dropped, false);
  }

  @ParameterizedTest
  @EnumSource(names = {"EN10MB", "LINUX_SLL", "LINUX_SLL2"})
  void dropsOtherEtherTypes(LinkType type) {
    byte[] packet4 = IpPackets.udp(CLIENT4, GATEWAY4, INITIATION);
    byte[] packet6 = IpPackets.udp(CLIENT6, GATEWAY6, INITIATION);
    for (boolean live : new boolean[] {true, false}) {
      try (CompiledFilter filter = new CompiledFilter(type, live, 51_820)) {
        for (int[] tags : TAGS) {
          assertThat(filter.accepts(frame(type, 0x0806, packet4, tags))).isFalse();
          assertThat(filter.accepts(frame(type, 0x88B5, packet6, tags))).isFalse();
          assertThat(filter.accepts(frame(type, IPV6, packet4, tags))).isFalse();
          assertThat(filter.accepts(frame(type, IPV4, packet6, tags))).isFalse();
        }
        assertThat(filter.accepts(frame(type, packet4, VLAN, VLAN, VLAN))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 4", "10, 6", "24, 6", "28, 6", "30, 6", "7, 0", "33554433, 0"})
  void knowsTheAddressFamiliesOfAllSystems(int family, int version) {
    byte[] packet4 = IpPackets.udp(CLIENT4, GATEWAY4, INITIATION);
    byte[] packet6 = IpPackets.udp(CLIENT6, GATEWAY6, INITIATION);
    int reversed = Integer.reverseBytes(family);
    try (CompiledFilter nulls = new CompiledFilter(LinkType.NULL, false, 51_820);
        CompiledFilter loops = new CompiledFilter(LinkType.LOOP, false, 51_820)) {
      for (byte[] packet : List.of(packet4, packet6)) {
        boolean accepted = packet[0] >> 4 == version;
        assertThat(nulls.accepts(frame(LinkType.NULL, family, packet))).isEqualTo(accepted);
        assertThat(nulls.accepts(frame(LinkType.NULL, reversed, packet))).isEqualTo(accepted);
        assertThat(loops.accepts(frame(LinkType.LOOP, family, packet))).isEqualTo(accepted);
        assertThat(loops.accepts(frame(LinkType.LOOP, reversed, packet))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void knowsEachPort(LinkType type) {
    List<Integer> ports = List.of(1, 53, 55, 443, 51_820, 51_821, 51_822, 65_534, 65_535);
    try (CompiledFilter filter = new CompiledFilter(type, true, ports.toArray(Integer[]::new))) {
      for (int port :
          new int[] {
            0, 1, 2, 53, 54, 55, 443, 444, 51_819, 51_820, 51_821, 51_822, 51_823, 65_533, 65_534,
            65_535
          }) {
        for (byte[] packet : initiations(INITIATION, port)) {
          if (canHold(type, packet)) {
            assertThat(filter.accepts(frame(type, packet)))
                .as("port %s", port)
                .isEqualTo(ports.contains(port));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasRoomForManyPorts(LinkType type) {
    // No two ports are adjacent: the longest filter for this number of ports.
    Integer[] ports = IntStream.range(0, 100).mapToObj(i -> 1 + 2 * i).toArray(Integer[]::new);
    byte[] packet = initiations(INITIATION, 199).get(type == LinkType.IPV6 ? 11 : 0);
    try (CompiledFilter filter = new CompiledFilter(type, false, ports)) {
      assertThat(filter.accepts(frame(type, packet))).isTrue();
    }
  }
}
