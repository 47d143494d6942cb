package io.jitpeers.kerneltests.gateway.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that finds 10,000 peers at its start must not ask about all of them at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyResidentKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int FOUND = 10_000;
  private static final int MEMBERS = 11_000;

  /** One lookup at a time concerns found peers; a few more may happen between two readings. */
  private static final int OPEN = 10;

  /** When this many are adopted, the others are still to be asked about. */
  private static final int WATCHED = 300;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path folder;

  /**
   * The gateway's counters.
   *
   * @param lookups the lookups so far, of found peers and of others
   * @param adopted found peers that are known to be authorized
   * @param gone peers that are no longer on the device, counted before
   */
  private record Look(double lookups, double adopted, int gone) {}

  private final World world = new World();
  private Site site;
  private WireGuardInterface wg;
  private Set<PublicKey> found;
  private GatewayProcess gateway;

  @BeforeAll
  void start() {
    site = world.site("clients");
    ControlPlaneProcess controlPlane =
        world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
    wg = WG.create(world.gateway());
    List<PeerConfig> configs = Member.first(0, FOUND).map(Member::config).toList();
    found = configs.stream().map(PeerConfig::publicKey).collect(Collectors.toSet());
    wg.peers(configs);
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(GatewayProcess.set("eviction.adoption-grace=1s", "eviction.every=2s"));
    gateway =
        world
            .own(GatewayProcess.launch(world.gateway(), "many-resident", STATUS_PORT, flags))
            .awaitStarted();
  }

  @AfterAll
  void close() {
    world.close();
  }

  /** AdoptionPaceTest checks the rate of lookups, because it controls the time. */
  @Test
  void itDoesNotAskAtOnceServesNewClientsMeanwhileAndLetsNobodyGoUnasked() {
    assertThat(Await.until(PATIENCE, () -> look().adopted() > 0)).isTrue();
    List<Look> looks = new ArrayList<>();
    boolean enough =
        Await.until(
            PATIENCE,
            () -> {
              // A new client each time, never the same twice.
              int index = FOUND + looks.size();
              Client client = Client.of(site, Member.of(0, index), WG, Family.IPV4);
              FirstReplies.requireAtOnce(client.join());
              looks.add(look());
              return looks.get(looks.size() - 1).adopted() >= WATCHED || index == MEMBERS - 1;
            });

    assertThat(enough).isTrue();
    assertThat(looks.get(looks.size() - 1).adopted()).isGreaterThanOrEqualTo(WATCHED);
    System.out.println("Found peers: " + FOUND + "; " + looks.size() + " looks: " + looks);
    for (int i = 0; i < looks.size(); i++) {
      Look look = looks.get(i);
      int clients = i + 1;
      assertThat(look.lookups() - look.adopted())
          .as("questions that are open, of found peers and of new clients: %s", look)
          .isLessThanOrEqualTo(OPEN + clients);
      assertThat(look.gone()).isLessThanOrEqualTo((int) look.adopted());
    }
  }

  private Look look() {
    int gone = found.size() - foundOnDevice();
    String numbers = gateway.metrics();
    double lookups = GatewayProcess.metricOf(numbers, "jit_lookups_total");
    return new Look(lookups, GatewayProcess.metricOf(numbers, "jit_peers_adopted_total"), gone);
  }

  /** New clients connect and stay. */
  private int foundOnDevice() {
    return (int)
        wg.dump().peers().stream().filter(peer -> found.contains(peer.publicKey())).count();
  }
}
