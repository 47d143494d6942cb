package io.jitpeers.kerneltests.pcap;

import static io.jitpeers.testkit.IpPackets.at;
import static io.jitpeers.testkit.IpPackets.extension;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.Repository;
import io.jitpeers.pcap.PcapTransportSource;
import io.jitpeers.recovery.TransportPacket;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testkit.IpPackets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transport data that the kernel's filter accepts, or that a firewall rule logs. */
class PcapTransportKernelIT {
  private static final String LOG = "nflog:5";
  private static final int FIRST_PORT = 10_000;

  private final BlockingQueue<InetSocketAddress> senders = new LinkedBlockingQueue<>();
  private Wire wire;

  @BeforeEach
  void connect() {
    wire = Wire.create();
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  private PcapTransportSource source(String device) {
    PcapTransportSource source =
        PcapTransportSource.builder()
            .interfaceName(device)
            .networkNamespace(wire.gateway.name())
            .build();
    source.listenPorts(Set.of(Wire.PORT));
    return source;
  }

  private static InetSocketAddress sender(TransportPacket packet) {
    byte[] address = new byte[packet.source().remaining()];
    packet.source().get(packet.source().position(), address);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), packet.sourcePort());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void start(PcapTransportSource source) {
    source.start(packet -> senders.add(sender(packet)));
  }

  private InetSocketAddress next() throws InterruptedException {
    InetSocketAddress sender = senders.poll(60, TimeUnit.SECONDS);
    assertThat(sender).isNotNull();
    return sender;
  }

  private static byte[] data(int length) {
    byte[] message = new byte[length];
    message[0] = 4;
    return message;
  }

  private static InetSocketAddress client4(int port) {
    return at(Wire.clientOf(Wire.IPV4), port);
  }

  private static InetSocketAddress client6(int port) {
    return at(Wire.clientOf(Wire.IPV6), port);
  }

  private static byte[] to4(int clientPort, byte[] payload) {
    return IpPackets.udp(client4(clientPort), at(Wire.IPV4, Wire.PORT), payload);
  }

  private static byte[] to6(int clientPort, byte[] payload) {
    return IpPackets.udp(client6(clientPort), at(Wire.IPV6, Wire.PORT), payload);
  }

  private void sendFrom(int clientPort) {
    try {
      FrameSender.send(wire, List.of(to4(clientPort, data(64))));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<byte[]> others() {
    byte[] reserved = data(64);
    reserved[1] = 1;
    byte[] laterFragment = to4(99, data(64));
    laterFragment[7] = 1;
    return List.of(
        to4(99, IpPackets.initiation(1)),
        to6(99, IpPackets.initiation(1)),
        to4(99, reserved),
        to6(99, data(31)),
        laterFragment,
        IpPackets.udp(client4(99), at(Wire.IPV4, Wire.PORT + 1), data(64)),
        // From the listen port, not to it.
        IpPackets.udp(client4(Wire.PORT), at(Wire.IPV4, 99), data(64)));
  }

  /** The tags of no VLAN, of one, and of two. */
  @ParameterizedTest
  @ValueSource(strings = {"", "81000007", "88A80007 81000007"})
  void theKernelsFilterAcceptsDataAlone(String tags) throws Exception {
    List<byte[]> sent = new ArrayList<>(others());
    sent.add(IpPackets.ipv4(client4(1), at(Wire.IPV4, Wire.PORT), data(1200), 10));
    sent.add(to6(2, data(32)));
    sent.add(
        IpPackets.ipv6(client6(3), at(Wire.IPV6, Wire.PORT), data(1200), extension(17, 4), 60));
    int[] parsed =
        Arrays.stream(tags.split(" "))
            .filter(tag -> !tag.isEmpty())
            .mapToInt(tag -> Integer.parseUnsignedInt(tag, 16))
            .toArray();
    try (PcapTransportSource source = source(Wire.DEVICE)) {
      start(source);

      FrameSender.send(wire, sent, parsed);

      assertThat(next()).isEqualTo(client4(1));
      assertThat(next()).isEqualTo(client6(2));
      assertThat(next()).isEqualTo(client6(3));
      assertThat(source.statistics())
          .as("the kernel's filter alone")
          .isEqualTo(SourceStatistics.of(3, 0, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "lo"})
  void otherInterfacesDeliverOnceToo(String device) throws Exception {
    try (PcapTransportSource source = source(device)) {
      start(source);

      wire.gateway.call(() -> send("127.0.0.1", 1, Wire.PORT, data(64)));
      wire.gateway.call(() -> send("127.0.0.1", 2, Wire.PORT, data(64)));

      assertThat(next()).isEqualTo(at("127.0.0.1", 1));
      assertThat(next()).isEqualTo(at("127.0.0.1", 2));
    }
  }

  private static int send(String address, int fromPort, int toPort, byte[] payload)
      throws IOException {
    try (DatagramSocket socket = new DatagramSocket(at(address, fromPort))) {
      socket.send(new DatagramPacket(payload, payload.length, at(address, toPort)));
      return payload.length;
    }
  }

  @Test
  void withoutAPortNothingIsCapturedUntilThereIsOne() throws Exception {
    try (PcapTransportSource source = source(Wire.DEVICE)) {
      source.listenPorts(Set.of());
      start(source);
      FrameSender.send(wire, List.of(to4(1, data(64))));
      source.listenPorts(Set.of(Wire.PORT));

      boolean seen =
          Await.until(
              Commands.TIMEOUT,
              () -> {
                sendFrom(2);
                return !senders.isEmpty();
              });
      assertThat(seen).isTrue();
      assertThat(next()).isEqualTo(client4(2));
    }
  }

  /** Sends three data messages from each of 300 ports, by IPv4 and IPv6, among other messages. */
  private static int sendFromManyPorts() throws IOException {
    for (int port = FIRST_PORT; port < FIRST_PORT + 300; port++) {
      for (InetSocketAddress from : List.of(client4(port), client6(port))) {
        InetAddress to = gatewayOf(from);
        try (DatagramSocket socket = new DatagramSocket(from)) {
          for (byte[] payload :
              List.of(IpPackets.initiation(1), data(1200), data(32), data(64), new byte[64])) {
            for (int toPort : new int[] {Wire.PORT + 1, Wire.PORT}) {
              socket.send(new DatagramPacket(payload, payload.length, to, toPort));
            }
          }
        }
      }
    }
    return FIRST_PORT;
  }

  private static InetAddress gatewayOf(InetSocketAddress client) {
    boolean ipv4 = client.getAddress().getAddress().length == 4;
    return at(ipv4 ? Wire.IPV4 : Wire.IPV6, Wire.PORT).getAddress();
  }

  /** The rules of docs/pcap.md. */
  private void logFirstPackets() throws IOException {
    String page = Files.readString(Repository.file("docs/pcap.md"), StandardCharsets.UTF_8);
    int begin = page.indexOf("table inet jit-transport {");
    String rules = page.substring(begin, page.indexOf("```", begin));
    wire.gateway.commands().reading(rules).run("nft", "-f", "-");
  }

  @Test
  void theFirewallsRuleLogsTheFirstPacketOfEachSender() throws Exception {
    logFirstPackets();
    try (PcapTransportSource source = source(LOG)) {
      start(source);

      // Through sockets, because the kernel drops packets with a wrong checksum before the rule.
      wire.client.call(PcapTransportKernelIT::sendFromManyPorts);

      List<InetSocketAddress> seen = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        seen.add(next());
      }
      assertThat(seen)
          .doesNotHaveDuplicates()
          .contains(client4(FIRST_PORT), client6(FIRST_PORT + 299));
      assertThat(source.statistics()).isEqualTo(SourceStatistics.of(600, 0, 0));
      assertThat(source.failures()).isZero();
    }
  }

  /** libpcap reads beyond a buffer that is too small for what the kernel sends together. */
  @Test
  void wholePacketsThatTheKernelSendsTogetherAreRead() throws Exception {
    wire.gateway
        .commands()
        .reading(
            "table inet t { chain i { type filter hook input priority 0;"
                + " udp dport 51820 log prefix \"transport\" group 5 queue-threshold 50\n}\n}\n")
        .run("nft", "-f", "-");
    byte[] large = data(60_000);
    try (PcapTransportSource source = source(LOG)) {
      start(source);

      wire.gateway.call(() -> send("127.0.0.1", 1, Wire.PORT, large));
      for (int port = 2; port <= 50; port++) {
        int from = port;
        wire.gateway.call(() -> send("127.0.0.1", from, Wire.PORT, data(32)));
      }

      for (int port = 1; port <= 50; port++) {
        assertThat(next()).isEqualTo(at("127.0.0.1", port));
      }
      assertThat(source.statistics()).isEqualTo(SourceStatistics.of(50, 0, 0));
      assertThat(source.failures()).isZero();
    }
  }

  @Test
  void aGroupHasOneReader() {
    try (PcapTransportSource second = source(LOG)) {
      try (PcapTransportSource first = source(LOG)) {
        start(first);
        assertThatThrownBy(() -> start(second))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContainingAll("capturing on nflog:5", "only one process", "CAP_NET_ADMIN");
      }
      start(second);
    }
  }
}
