package io.jitpeers.kerneltests.gateway.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
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
import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway whose process is killed and whose interface changes during its life. It evicts after a
 * few seconds of idleness, which costs a client its session, but shows quickly which peers may be
 * evicted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayChangesKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int MEMBERS = 20;

  /** A peer that is configured by hand, and unknown to the control plane. */
  private static final PeerConfig STATIC =
      PeerConfig.builder(TestKeys.publicKey(1)).allowedIp(IpPrefix.parse("10.90.200.1/32")).build();

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private WireGuardInterface wg;
  private ControlPlaneProcess controlPlane;
  private GatewayProcess gateway;

  @BeforeAll
  void start() {
    site = world.site("clients");
    controlPlane =
        world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
    wg = WG.create(world.gateway()).peer(STATIC);
    gateway = launch(List.of()).awaitStarted();
  }

  private GatewayProcess launch(List<String> more) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(more);
    return world.own(GatewayProcess.launch(world.gateway(), "changes", STATUS_PORT, flags));
  }

  private static List<String> soonEvicting() {
    List<String> flags = new ArrayList<>(GatewayProcess.YOUNG_SESSIONS_EVICTED);
    flags.addAll(GatewayProcess.set("eviction-policy.idle.after=4s", "eviction.adoption-grace=1s"));
    return flags;
  }

  @AfterAll
  void close() {
    world.close();
  }

  private Client client(int index) {
    return Client.of(site, Member.of(0, index), WG, Family.IPV4);
  }

  private boolean isPresent(PublicKey key) {
    return wg.dump().find(key).isPresent();
  }

  @Test
  @Order(1)
  void aSecondGatewayOnTheInterfaceRefuses() {
    CommandResult second =
        ExamplesProcess.attempt(world.gateway(), secondGateway().toArray(String[]::new));

    assertThat(second.exitCode()).as(second.toString()).isNotZero();
    assertThat(second.errors() + second.output()).contains(WG.name()).contains("another");
    assertThat(gateway.process().isAlive()).isTrue();
    FirstReplies.requireAtOnce(client(0).join());
  }

  private List<String> secondGateway() {
    List<String> arguments = new ArrayList<>(List.of("gateway"));
    arguments.addAll(controlPlane.flags());
    arguments.addAll(
        List.of(
            "--interface",
            WG.name(),
            "--source",
            "pcap",
            "--status-address",
            "127.0.0.1:" + (STATUS_PORT + 1)));
    return arguments;
  }

  /**
   * The next gateway adopts the peers of a killed one: it evicts them when they are idle, and they
   * return with their clients. Peers configured by hand stay unchanged.
   */
  @Test
  @Order(2)
  void aGatewayIsKilledInMidTrafficAndStartedAgain() throws Exception {
    Client talking = client(1).join();
    Client idle = client(2).join();
    try (SteadyPing steady = SteadyPing.start(talking, "0.05", folder)) {
      steady.awaitAnswer();
      FirstReplies.requireAtOnce(idle);

      gateway.process().kill();
      steady.awaitAnswer();
      gateway = launch(soonEvicting()).awaitStarted();
      steady.awaitAnswer();
      FirstReplies.requireAtOnce(client(3).join());

      assertThat(Await.until(PATIENCE, () -> !isPresent(idle.publicKey()))).isTrue();
      steady.awaitAnswer();
      assertThat(steady.lost()).isEmpty();
    }
    assertThat(Await.until(PATIENCE, () -> !isPresent(talking.publicKey()))).isTrue();
    FirstReplies.requireAtOnce(idle.forgetSession());
    assertThat(wg.dump().peer(STATIC.publicKey()).allowedIps())
        .isEqualTo(STATIC.allowedIps().stream().toList());
  }

  /** The change must be noticed first, so a packet may be lost. */
  @Test
  @Order(3)
  void anInterfaceIsMadeAnew() {
    Client client = client(4).join();
    FirstReplies.requireAtOnce(client);

    wg.delete();
    wg = WG.create(world.gateway());

    FirstReplies.requireReply(client.forgetSession());
  }

  @Test
  @Order(4)
  void thePrivateKeyIsRotated() {
    Client client = client(5).join();
    FirstReplies.requireAtOnce(client);

    wg = wg.configure(TestKeys.privateKey(99), WG.port());

    boolean refused = Await.until(PATIENCE, () -> isRefused(client.forgetSession()));
    assertThat(refused).isTrue();
    FirstReplies.requireReply(client.knowing(TestKeys.privateKey(99).publicKey()));
  }

  /**
   * Makes the client ping, without an answer; the gateway refuses it once it has noticed the
   * change.
   */
  private boolean isRefused(Client client) {
    assertThat(client.ping(1)).isEmpty();
    return gateway.metric("jit_packets_total", "bad_mac1") > 0;
  }
}
