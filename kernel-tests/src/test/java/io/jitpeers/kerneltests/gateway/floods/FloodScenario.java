package io.jitpeers.kerneltests.gateway.floods;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WallClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Floods of a gateway from addresses other than its clients': connected clients lose nothing, new
 * clients are served, and the gateway's state stays bounded.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class FloodScenario {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int MEMBERS = 100;
  private static final int SOURCES = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final int scale;

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private Site elsewhere;
  private GatewayProcess gateway;
  private SteadyPing steady;
  private int next = 1;

  /**
   * Creates a scenario.
   *
   * @param scale the factor for the number of datagrams
   */
  FloodScenario(int scale) {
    this.scale = scale;
  }

  @BeforeAll
  void start() {
    site = world.site("clients");
    elsewhere = world.site("flood");
    Flood.own(elsewhere.namespace(), "198.19.0.0/16");
    Flood.own(elsewhere.namespace(), "2001:db8:f000::/36");
    ControlPlaneProcess controlPlane =
        world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
    WG.create(world.gateway());
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    gateway =
        world
            .own(GatewayProcess.launch(world.gateway(), "flood", STATUS_PORT, flags))
            .awaitStarted();
    steady = world.own(SteadyPing.start(client(0).join(), "0.01", folder));
    steady.awaitAnswer();
    FirstReplies.requireAtOnce(client(next++).join());
  }

  @AfterAll
  void close() {
    world.close();
  }

  private Client client(int index) {
    return Client.of(site, Member.of(0, index), WG, Family.IPV4);
  }

  private static List<InetAddress> addresses(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> InetAddresses.forString("198.19." + i / 250 + "." + (1 + i % 250)))
        .toList();
  }

  /** Each in its own /64, all in one /48. */
  private static List<InetAddress> networks(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> InetAddresses.forString("2001:db8:f000:" + Integer.toHexString(i) + "::1"))
        .toList();
  }

  private InetSocketAddress port(Family family) {
    return new InetSocketAddress(
        InetAddresses.forString(elsewhere.gatewayAddress(family)), WG.port());
  }

  private void flood(
      List<InetAddress> from, Family to, int count, int perSecond, Supplier<byte[]> datagrams) {
    try (Flood flood =
        Flood.start(elsewhere.namespace(), from, port(to), count, perSecond, datagrams)) {
      int served = 0;
      // At least two clients connect during the flood, however short it is.
      while (served < 2 || (flood.isRunning() && served < 5)) {
        FirstReplies.requireReply(client(next++).join());
        served++;
      }
      assertThat(flood.awaitEnd()).isEqualTo(count);
    }
    requireBounds();
    steady.awaitAnswer();
    FirstReplies.requireAtOnce(client(next++).join());
  }

  /** Returns the size of the gateway's state, a moment later. */
  private void requireBounds() {
    eventually(() -> gateway.metric("jit_peers_pending") == 0);
    eventually(() -> gateway.metric("jit_queue_size") == 0);
    String numbers = gateway.metrics();
    assertThat(GatewayProcess.metricOf(numbers, "jit_cache_size")).isLessThanOrEqualTo(200_000);
    assertThat(GatewayProcess.metricOf(numbers, "jit_peers_resident")).isLessThanOrEqualTo(next);
    System.out.printf(
        "After a flood: heap %.1f MB, threads %.0f, lookups %.0f, %s%n",
        GatewayProcess.metricOf(numbers, "jvm_memory_used_bytes", "heap") / 1e6,
        GatewayProcess.metricOf(numbers, "jvm_threads_live_threads"),
        GatewayProcess.metricOf(numbers, "jit_lookups_total"),
        outcomes(numbers));
  }

  private static List<String> outcomes(String numbers) {
    return numbers
        .lines()
        .filter(line -> line.startsWith("jit_packets_total{") && !line.endsWith(" 0.0"))
        .map(line -> line.replaceAll(".*outcome=\"([a-z_0-9]+)\".* ([0-9.]+)$", "$1 $2"))
        .toList();
  }

  private double counted(String outcome) {
    return gateway.metric("jit_packets_total", outcome);
  }

  private static void eventually(BooleanSupplier condition) {
    assertThat(Await.until(PATIENCE, condition)).isTrue();
  }

  @Test
  @Order(1)
  void junkOfOneSourceAndOfMany() {
    flood(addresses(1), Family.IPV4, 10_000 * scale, 5_000, Datagrams.junk(1));
    flood(addresses(SOURCES), Family.IPV4, 10_000 * scale, 5_000, Datagrams.junk(2));
    assertThat(counted("bad_mac1")).isPositive();
  }

  @Test
  @Order(2)
  void forgeriesWithARightMac1() {
    Supplier<byte[]> forged = Datagrams.forged(WG.privateKey().publicKey(), 3);
    flood(addresses(SOURCES), Family.IPV4, 4_000 * scale, 2_000, forged);
    assertThat(counted("bad_static")).isPositive();
  }

  @Test
  @Order(3)
  void forgeriesThatWalkOverIpv6Networks() {
    Supplier<byte[]> forged = Datagrams.forged(WG.privateKey().publicKey(), 4);
    flood(networks(SOURCES), Family.IPV6, 4_000 * scale, 2_000, forged);
  }

  @Test
  @Order(4)
  void strangersWithValidKeys() {
    double lookups = gateway.metric("jit_lookups_total");
    int count = 2_000 * scale;
    Supplier<byte[]> strangers =
        Datagrams.strangers(WG.privateKey().publicKey(), 1_000_000, WallClock.now());
    flood(addresses(SOURCES), Family.IPV4, count, 500, strangers);
    assertThat(counted("not_found")).isPositive();
    assertThat(gateway.metric("jit_lookups_total") - lookups).isLessThanOrEqualTo(count + 100);
  }

  @Test
  @Order(5)
  void whoTalkedThroughoutLostNothing() {
    steady.awaitAnswer();
    steady.close();
    System.out.println("Pings beside the floods: " + steady.answered().size());
    assertThat(steady.lost()).isEmpty();
  }
}
