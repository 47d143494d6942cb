package io.jitpeers.kerneltests.gateway.forwards;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.ways.InitiationQueue;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients connect to port 443 or 53, which the gateway's firewall forwards to the interface's port,
 * and accept no answer from another port. Their first initiation is sufficient.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardedClientKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final GatewayInterface OTHER = new GatewayInterface(1);
  private static final int STATUS_PORT = 9586;
  private static final int MEMBERS = 100;
  private static final int NEW_PORT = 60_000;
  private static final String FORWARDED = "packet-source.pcap.forwarded-ports=";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private ControlPlaneProcess controlPlane;
  private int members;

  @BeforeAll
  void start() {
    site = world.site("clients");
    Forwarding.takeOnlyAnswers(site);
    Stream<Member> all = Stream.concat(Member.first(0, MEMBERS), Member.first(1, MEMBERS));
    controlPlane = world.own(ControlPlaneProcess.start(world.gateway(), folder, all));
    WG.create(world.gateway());
    OTHER.create(world.gateway());
  }

  @AfterAll
  void close() {
    world.close();
  }

  private GatewayProcess launch(Way way, String... settings) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(way.flags());
    flags.addAll(GatewayProcess.set(settings));
    GatewayProcess gateway = GatewayProcess.launch(world.gateway(), "forwards", STATUS_PORT, flags);
    try {
      return gateway.awaitStarted();
    } catch (AssertionError e) {
      gateway.close();
      throw e;
    }
  }

  private Client client(GatewayInterface wg, Family family, int port) {
    return Client.of(site, Member.of(wg.network(), members++), wg, family).through(port);
  }

  private void requireAtOnce(int port) {
    for (Family family : Family.values()) {
      FirstReplies.requireAtOnce(client(WG, family, port).join());
    }
  }

  /** A packet may be counted after its client has been answered. */
  private static void requireUsed(
      GatewayProcess gateway, GatewayInterface wg, String strategy, int times) {
    boolean inTime = Await.until(PATIENCE, () -> used(gateway, strategy, wg.name()) >= times);
    assertThat(used(gateway, strategy, wg.name())).as("in time: %s", inTime).isEqualTo(times);
  }

  private static double used(GatewayProcess gateway, String... tags) {
    return gateway.metric("jit_first_packets_total", tags);
  }

  @ParameterizedTest
  @CsvSource({"redirect", "dnat"})
  void theKernelAnswersTheClientsOwnPacket(String statement) {
    Forwarding.set(site, world.gateway(), "443, 53", statement, WG);
    try (GatewayProcess gateway =
        launch(Way.REPLAY_PCAP, "gateway.interfaces=" + WG.name(), FORWARDED + "443,53")) {
      requireAtOnce(443);
      requireAtOnce(53);
      requireAtOnce(WG.port());

      requireUsed(gateway, WG, "replay", 6);
      assertThat(used(gateway, "initiate-back") + used(gateway, "wait")).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"redirect", "dnat"})
  void theKernelInitiatesFromThePortThatTheClientSpokeTo(String statement) {
    Forwarding.set(site, world.gateway(), "443", statement, WG);
    try (GatewayProcess gateway =
        launch(Way.INITIATE_BACK, "gateway.interfaces=" + WG.name(), FORWARDED + "443")) {
      requireAtOnce(443);

      assertThat(Await.until(PATIENCE, () -> used(gateway, "initiate-back") >= 2)).isTrue();
      assertThat(used(gateway, "replay") + used(gateway, "wait")).isZero();
    }
  }

  /** The queue's rule sees packets after they were forwarded. */
  @ParameterizedTest
  @CsvSource({"redirect", "dnat"})
  void aQueueNeedsNoSetting(String statement) {
    Forwarding.set(site, world.gateway(), "443", statement, WG);
    InitiationQueue queue = InitiationQueue.add(world.gateway(), WG);
    try (GatewayProcess gateway = launch(Way.REPLAY_NFQUEUE, "gateway.interfaces=" + WG.name())) {
      requireAtOnce(443);

      requireUsed(gateway, WG, "replay", 2);
    } finally {
      queue.remove();
    }
  }

  /** The rule selects the first address, and so does the kernel for its answer. */
  @Test
  void aSecondAddressThatIsRedirectedToTheFirstIsNoObstacle() {
    String second = site.gatewayAddress(Family.IPV4).replaceAll("1$", "99");
    world.gateway().addAddress(site.device(), second + "/24");
    Forwarding.set(site, world.gateway(), "443", "redirect", WG);
    try (GatewayProcess gateway =
        launch(Way.REPLAY_PCAP, "gateway.interfaces=" + WG.name(), FORWARDED + "443")) {
      Client client = Client.of(site.namespace(), Member.of(0, members++), WG, second).through(443);

      FirstReplies.requireAtOnce(client.join());

      requireUsed(gateway, WG, "replay", 1);
    }
  }

  @Test
  void eachInterfaceHasItsOwnForwardedPorts() {
    Forwarding.set(site, world.gateway(), "443", "redirect", WG);
    world
        .gateway()
        .run("nft", "add rule inet forwards incoming udp dport 53 redirect to :" + OTHER.port());
    try (GatewayProcess gateway =
        launch(
            Way.REPLAY_PCAP,
            "gateway.interfaces=" + WG.name() + "," + OTHER.name(),
            "interface." + WG.name() + "." + FORWARDED + "443",
            "interface." + OTHER.name() + "." + FORWARDED + "53")) {
      for (Family family : Family.values()) {
        FirstReplies.requireAtOnce(client(WG, family, 443).join());
        FirstReplies.requireAtOnce(client(OTHER, family, 53).join());
      }
      requireUsed(gateway, OTHER, "replay", 2);
    }
  }

  /**
   * The capture and the assignment of packets to devices follow the new port; the firewall must be
   * updated by hand.
   */
  @Test
  void theInterfaceChangesItsPort() {
    Forwarding.set(site, world.gateway(), "443", "redirect", WG);
    try (GatewayProcess gateway =
        launch(
            Way.REPLAY_PCAP,
            "gateway.interfaces=" + WG.name(),
            FORWARDED + "443",
            "eviction.every=1s")) {
      requireAtOnce(443);
      moveTo(NEW_PORT);
      try {
        gateway.process().awaitOutput("now captures packets to the ports 443," + NEW_PORT);
        Forwarding.set(site, world.gateway(), "443", "redirect", NEW_PORT);

        requireAtOnce(NEW_PORT);
        requireAtOnce(443);
      } finally {
        moveTo(WG.port());
      }
    }
  }

  @Test
  void aQueueSaysThatItsRuleHasToFollow() {
    InitiationQueue queue = InitiationQueue.add(world.gateway(), WG);
    try (GatewayProcess gateway =
        launch(Way.REPLAY_NFQUEUE, "gateway.interfaces=" + WG.name(), "eviction.every=1s")) {
      moveTo(NEW_PORT);

      gateway.process().awaitOutput("update the firewall rule that feeds the queue");
    } finally {
      moveTo(WG.port());
      queue.remove();
    }
  }

  private void moveTo(int port) {
    WG.in(world.gateway()).set("listen-port", Integer.toString(port));
    assertThat(
            Await.until(
                PATIENCE,
                () ->
                    world
                        .gateway()
                        .run("wg", "show", WG.name(), "listen-port")
                        .strip()
                        .equals(Integer.toString(port))))
        .isTrue();
  }
}
