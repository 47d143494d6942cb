package io.jitpeers.kerneltests.pcap;

import static io.jitpeers.testkit.IpPackets.at;
import static io.jitpeers.testkit.IpPackets.extension;
import static io.jitpeers.testkit.IpPackets.initiation;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packets that the kernel's filter accepts, of kinds that no kernel client sends. */
class PcapFilterKernelIT {
  private static final InetSocketAddress FROM4 = at(Wire.clientOf(Wire.IPV4), 7);
  private static final InetSocketAddress TO4 = at(Wire.IPV4, Wire.PORT);
  private static final InetSocketAddress FROM6 = at(Wire.clientOf(Wire.IPV6), 7);
  private static final InetSocketAddress TO6 = at(Wire.IPV6, Wire.PORT);

  // Protocol numbers (IANA).
  private static final int HOP_BY_HOP = 0;
  private static final int UDP = 17;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int DESTINATION_OPTIONS = 60;

  private static final int MORE_FRAGMENTS = 0x2000;

  private final Deliveries delivered = new Deliveries();
  private Wire wire;

  @BeforeEach
  void connect() {
    wire = Wire.create();
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  /** The tags of no VLAN, of one, and of two. */
  @ParameterizedTest
  @ValueSource(strings = {"", "81000007", "88A80007 81000007"})
  void initiationsAreDeliveredHoweverTheyArePacked(String tags) throws Exception {
    List<byte[]> sent = new ArrayList<>();
    for (byte[] wrong : notInitiations()) {
      sent.add(wrong);
    }
    List<byte[]> packed = packedInitiations();
    sent.addAll(packed);
    try (PcapPacketSource source = wire.source(Wire.DEVICE).bufferBytes(1 << 18).build()) {
      source.start(delivered);

      FrameSender.send(wire, sent, parse(tags));

      for (int i = 0; i < packed.size(); i++) {
        assertThat(Deliveries.payload(delivered.next())).isEqualTo(initiation(i));
      }
      PcapStatistics statistics = source.pcapStatistics();
      assertThat(statistics.delivered()).isEqualTo(packed.size());
      assertThat(statistics.frames()).as("the kernel's filter alone").isEqualTo(packed.size());
    }
  }

  private static int[] parse(String tags) {
    return Arrays.stream(tags.split(" "))
        .filter(tag -> !tag.isEmpty())
        .mapToInt(tag -> Integer.parseUnsignedInt(tag, 16))
        .toArray();
  }

  private static List<byte[]> packedInitiations() {
    byte[] two = join(extension(DESTINATION_OPTIONS, 1), extension(UDP, 3));
    return List.of(
        IpPackets.ipv4(FROM4, TO4, initiation(0), 0),
        IpPackets.ipv4(FROM4, TO4, initiation(1), 1),
        IpPackets.ipv4(FROM4, TO4, initiation(2), 10),
        IpPackets.udp(FROM6, TO6, initiation(3)),
        IpPackets.ipv6(FROM6, TO6, initiation(4), extension(UDP, 1), HOP_BY_HOP),
        IpPackets.ipv6(FROM6, TO6, initiation(5), extension(UDP, 4), DESTINATION_OPTIONS),
        IpPackets.ipv6(FROM6, TO6, initiation(6), extension(UDP, 1), ROUTING),
        // A first fragment without any others.
        IpPackets.ipv6(FROM6, TO6, initiation(7), extension(UDP, 1), FRAGMENT),
        IpPackets.ipv6(FROM6, TO6, initiation(8), two, HOP_BY_HOP));
  }

  private static List<byte[]> notInitiations() {
    byte[] fragment = IpPackets.ipv4(FROM4, TO4, initiation(100), 0);
    ByteBuffer.wrap(fragment).putShort(6, (short) MORE_FRAGMENTS);
    byte[] fragmentHeader = extension(UDP, 1);
    fragmentHeader[3] = 1;
    byte[] response = initiation(101);
    response[0] = 2;
    byte[] reserved = initiation(102);
    reserved[3] = 1;
    return List.of(
        fragment,
        IpPackets.ipv6(FROM6, TO6, initiation(103), fragmentHeader, FRAGMENT),
        IpPackets.udp(FROM4, TO4, response),
        IpPackets.udp(FROM6, TO6, response),
        IpPackets.udp(FROM4, TO4, reserved),
        IpPackets.udp(FROM6, TO6, reserved),
        IpPackets.udp(FROM4, TO4, Arrays.copyOf(initiation(104), 147)),
        IpPackets.udp(FROM6, TO6, Arrays.copyOf(initiation(105), 149)),
        IpPackets.udp(FROM4, at(Wire.IPV4, Wire.PORT + 1), initiation(106)),
        // From the watched port, not to it.
        IpPackets.udp(at(Wire.clientOf(Wire.IPV4), Wire.PORT), FROM4, initiation(107)));
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
