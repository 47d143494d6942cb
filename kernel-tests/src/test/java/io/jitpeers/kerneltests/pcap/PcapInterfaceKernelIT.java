package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.testkit.IpPackets;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A capture during its interface's life, and its own end. */
class PcapInterfaceKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Deliveries delivered = new Deliveries();
  private Wire wire;
  private int sent;

  @BeforeEach
  void connect() {
    wire = Wire.create();
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  @Test
  void anInterfaceThatComesUpAgainIsCapturedOn() throws Exception {
    try (PcapPacketSource source = start()) {
      wire.gateway.run("ip", "link", "set", Wire.DEVICE, "down");
      wire.gateway.run("ip", "link", "set", Wire.DEVICE, "up");

      assertCaptures();
      assertThat(source.statistics().droppedByKernel()).isZero();
    }
  }

  @Test
  void anInterfaceThatIsMadeAnewIsCapturedOn() throws Exception {
    try (PcapPacketSource source = start()) {
      wire.gateway.run("ip", "link", "delete", Wire.DEVICE);
      wire.connect();

      assertCaptures();
      assertThat(source.pcapStatistics().reopened()).isPositive();
      assertThat(source.failures()).isOne();
    }
  }

  /** libpcap is notified of the first event, but not of the second. */
  @Test
  void anInterfaceThatGoesDownFirstAndThenAwayIsCapturedOnWhenItIsMadeAnew() throws Exception {
    try (PcapPacketSource source = start()) {
      wire.gateway.run("ip", "link", "set", Wire.DEVICE, "down");
      wire.gateway.run("ip", "link", "delete", Wire.DEVICE);
      wire.connect();

      assertCaptures();
      assertThat(source.pcapStatistics().reopened()).isPositive();
    }
  }

  private PcapPacketSource start() throws Exception {
    PcapPacketSource source = wire.source(Wire.DEVICE).build();
    source.start(delivered);
    assertCaptures();
    return source;
  }

  /** Sends initiations one after another until one of them is delivered. */
  private void assertCaptures() throws Exception {
    awaitCarrier();
    int earlier = sent;
    boolean seen =
        Await.until(
            PATIENCE,
            () -> {
              sendNext();
              return newestSeen() > earlier;
            });
    assertThat(seen).as("an initiation seen within %s", PATIENCE).isTrue();
  }

  private void awaitCarrier() {
    boolean up =
        Await.until(
            PATIENCE,
            () -> wire.client.run("ip", "-o", "link", "show", Wire.DEVICE).contains(" state UP "));
    assertThat(up).isTrue();
  }

  /** Returns the number of the newest delivered initiation. */
  private int newestSeen() {
    return delivered.newest().map(packet -> packet.payload().getInt(4)).orElse(0);
  }

  private void sendNext() {
    InetSocketAddress from = IpPackets.at(Wire.clientOf(Wire.IPV4), 1);
    InetSocketAddress to = IpPackets.at(Wire.IPV4, Wire.PORT);
    byte[] next = IpPackets.udp(from, to, IpPackets.initiation(++sent));
    try {
      FrameSender.send(wire, List.of(next));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void startSaysWhatIsWrongWithTheInterface() {
    wire.gateway.run("ip", "link", "add", "resting", "type", "dummy");
    try (PcapPacketSource missing = wire.source("nowhere").build();
        PcapPacketSource down = wire.source("resting").build()) {
      assertThatThrownBy(() -> missing.start(delivered))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContainingAll("capturing on nowhere", "\"ip link\" shows the interfaces");
      assertThatThrownBy(() -> down.start(delivered))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContainingAll("capturing on resting", "ip link set dev … up");

      wire.gateway.run("ip", "link", "set", "resting", "up");
      down.start(delivered);
    }
  }

  /** A veth drops packets larger than its own MTU, before a capture could see them. */
  @Test
  void whatTheInterfaceDropsIsCounted() throws Exception {
    try (PcapPacketSource source = start()) {
      assertThat(source.pcapStatistics().droppedByInterface()).isZero();
      wire.gateway.run("ip", "link", "set", Wire.DEVICE, "mtu", "600");

      wire.client.knock(Wire.IPV4, "-c", "3", "-i", "0.2", "-s", "1000", "-M", "do");

      long dropped = Long.parseLong(wire.gateway.attribute(Wire.DEVICE, "statistics/rx_dropped"));
      // The kernel may have dropped more packets than the pings.
      assertThat(dropped).isGreaterThanOrEqualTo(3);
      assertThat(source.pcapStatistics().droppedByInterface()).isEqualTo(dropped);
      assertThat(source.pcapStatistics().droppedByKernel()).isZero();
    }
  }

  /** No frame arrives that could end the wait. */
  @Test
  void closingEndsTheWaiting() throws Exception {
    PcapPacketSource source = start();
    String thread = "jit-" + source.name();
    assertThat(threads()).contains(thread);

    source.close();

    assertThat(threads()).doesNotContain(thread);
    assertThat(source.ended().toCompletableFuture()).isCompleted();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }
}
