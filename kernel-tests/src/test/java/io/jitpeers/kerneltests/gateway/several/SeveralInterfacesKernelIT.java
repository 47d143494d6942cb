package io.jitpeers.kerneltests.gateway.several;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.PrivateHost;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One gateway process on two interfaces, each with its own key and port. It wakes evicted peers of
 * the second one, and evicts after a few seconds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralInterfacesKernelIT {
  private static final GatewayInterface FIRST = new GatewayInterface(0);
  private static final GatewayInterface SECOND = new GatewayInterface(1);
  private static final int MEMBERS = 10;
  private static final int STATUS_PORT = 9586;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** As in docs/outbound.md. */
  private static final String NO_REFUSALS =
      """
      table inet jit {
        chain output {
          type filter hook output priority 0
          icmp type destination-unreachable icmp code host-unreachable counter drop
          icmpv6 type destination-unreachable icmpv6 code 3 drop
        }
      }
      """;

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private GatewayProcess gateway;

  @BeforeAll
  void start() {
    site = world.site("clients");
    ControlPlaneProcess controlPlane =
        world.own(
            ControlPlaneProcess.start(
                world.gateway(),
                folder,
                Stream.concat(Member.first(0, MEMBERS), Member.first(1, MEMBERS))));
    FIRST.create(world.gateway());
    SECOND.create(world.gateway());
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", FIRST.name(), "--interface", SECOND.name()));
    flags.addAll(
        GatewayProcess.set(
            "interface.wg1.outbound-source=pcap",
            "interface.wg1.wake-up.pause=1s",
            "interface.wg1.eviction-policy.idle.after=4s"));
    flags.addAll(GatewayProcess.YOUNG_SESSIONS_EVICTED);
    gateway =
        world
            .own(GatewayProcess.launch(world.gateway(), "several", STATUS_PORT, flags))
            .awaitStarted();
  }

  @AfterAll
  void close() {
    world.close();
  }

  private Client client(GatewayInterface of, int index, Family family) {
    return Client.of(site, Member.of(of.network(), index), of, family);
  }

  private boolean isPresent(GatewayInterface where, PublicKey key) {
    return where.in(world.gateway()).dump().find(key).isPresent();
  }

  @Test
  @Order(1)
  void theDestinationDecidesWhosePacketItIs() {
    requireToEachItsOwn(0, Family.IPV4);
    requireToEachItsOwn(1, Family.IPV6);
  }

  private void requireToEachItsOwn(int index, Family family) {
    Client first = client(FIRST, index, family).join();
    Client second = client(SECOND, index, family).join();
    double before = installed(SECOND);

    FirstReplies.requireAtOnce(first);
    FirstReplies.requireAtOnce(second);

    assertThat(isPresent(FIRST, first.publicKey())).isTrue();
    assertThat(isPresent(SECOND, first.publicKey())).isFalse();
    assertThat(isPresent(FIRST, second.publicKey())).isFalse();
    // Its peer may be idle and evicted by now.
    eventually(() -> installed(SECOND) > before);
  }

  private double installed(GatewayInterface where) {
    return gateway.metric("jit_packets_total", where.name(), "installed");
  }

  private static void eventually(BooleanSupplier condition) {
    assertThat(Await.until(PATIENCE, condition)).isTrue();
  }

  /** A client that uses one interface's key with the other's port is refused. */
  @Test
  @Order(2)
  void theKeyHasToBeTheOneOfTheDestination() {
    Client lost = client(FIRST, 2, Family.IPV4).join();
    lost.knowing(SECOND.privateKey().publicKey());

    try (FirstInitiations firsts = FirstInitiations.of(site.namespace())) {
      lost.knock();

      eventually(() -> gateway.metric("jit_packets_total", FIRST.name(), "bad_mac1") > 0);
      assertThat(firsts.answered()).isEmpty();
    }
    assertThat(isPresent(FIRST, lost.publicKey())).isFalse();
    assertThat(isPresent(SECOND, lost.publicKey())).isFalse();
    FirstReplies.requireAtOnce(lost.knowing(FIRST.privateKey().publicKey()));
  }

  @Test
  @Order(3)
  void eachInterfaceHasItsOwnEviction() {
    Client staying = client(FIRST, 3, Family.IPV4).join();
    Client leaving = client(SECOND, 3, Family.IPV4).join();
    FirstReplies.requireAtOnce(staying);
    FirstReplies.requireAtOnce(leaving);

    eventually(() -> !isPresent(SECOND, leaving.publicKey()));

    assertThat(isPresent(FIRST, staying.publicKey())).isTrue();
  }

  @Test
  @Order(4)
  void aHostBehindTheGatewayWakesAnEvictedPeer() {
    world.gateway().commands().reading(NO_REFUSALS).run("nft", "-f", "-");
    PrivateHost host = PrivateHost.on(world.gateway(), world.site("private"), SECOND.network());
    Client client = client(SECOND, 4, Family.IPV4).join();
    host.introduceTo(client);
    FirstReplies.requireAtOnce(client);
    assertThat(host.ping(client, Client.PATIENCE_SECONDS).exitCode()).isZero();
    eventually(() -> !isPresent(SECOND, client.publicKey()));

    CommandResult woken = host.ping(client, Client.PATIENCE_SECONDS);

    assertThat(woken.exitCode()).as(woken.toString()).isZero();
    eventually(() -> gateway.metric("jit_wakeups_total", SECOND.name(), "woken") > 0);
  }

  /** Off by default: the first interface's peers are not woken. */
  @Test
  @Order(5)
  void anInterfaceThatWasNotToldToWakesNobody() {
    PrivateHost host = PrivateHost.on(world.gateway(), world.site("other"), FIRST.network());
    Client client = client(FIRST, 5, Family.IPV4).join();
    host.introduceTo(client);
    FirstReplies.requireAtOnce(client);
    FIRST.in(world.gateway()).removePeer(client.publicKey());
    int refused = refused();

    assertThat(host.ping(client, 1).exitCode()).isNotZero();

    // The kernel received the packet, but has no peer for it.
    eventually(() -> refused() > refused);
    assertThat(isPresent(FIRST, client.publicKey())).isFalse();
  }

  private int refused() {
    String text = world.gateway().run("nft", "list", "chain", "inet", "jit", "output");
    return Integer.parseInt(text.replaceAll("(?s).*counter packets ([0-9]+).*", "$1"));
  }
}
