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

/** A gateway that finds 10,000 peers when it starts must not ask about all of them at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyResidentKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int FOUND = 10_000;
  private static final int MEMBERS = 11_000;

  /** The default of eviction.adoption-rate. */
  private static final double A_SECOND = 50;

  /** The gateway reads its statistics once a second at the most. */
  private static final double SECONDS_OLD = 1;

  private static final Duration WATCHED = Duration.ofSeconds(30);

  /** It asks 33 to 50 a second if it is answered at once; here, a CPU does everything. */
  private static final double AT_LEAST = 300;

  @TempDir static Path folder;

  /**
   * What the gateway's numbers were.
   *
   * @param nanos when they were asked for
   * @param until when they had come
   * @param gone peers that are not on the device any more, looked for before
   */
  private record Look(long nanos, long until, double lookups, double adopted, int gone) {}

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

  @Test
  void itAsksAtAPaceServesNewClientsMeanwhileAndLetsNobodyGoUnasked() {
    assertThat(Await.until(Duration.ofSeconds(30), () -> look().adopted() > 0)).isTrue();
    List<Look> looks = new ArrayList<>(List.of(look()));
    FirstReplies.requireAtOnce(Client.of(site, Member.of(0, FOUND), WG, Family.IPV4).join());
    long start = System.nanoTime();
    while (System.nanoTime() - start < WATCHED.toNanos()) {
      looks.add(look());
      FirstReplies.requireAtOnce(
          Client.of(site, Member.of(0, FOUND + looks.size()), WG, Family.IPV4).join());
    }

    assertThat(looks).allMatch(look -> look.gone() <= look.adopted());
    for (int i = 1; i < looks.size(); i++) {
      requirePace(looks.get(0), looks.get(i), i);
    }
    Look last = looks.get(looks.size() - 1);
    System.out.println("Found peers: " + FOUND + ", at first and at last: " + looks.get(0) + last);
    assertThat(last.adopted() - looks.get(0).adopted()).isGreaterThan(AT_LEAST);
  }

  /** Each new client is asked about, too: one before each look. */
  private static void requirePace(Look first, Look later, int clients) {
    double seconds = (later.until() - first.nanos()) / (double) Duration.ofSeconds(1).toNanos();
    assertThat(later.lookups() - first.lookups())
        .as("lookups in %.3f s", seconds)
        .isLessThanOrEqualTo(A_SECOND * (seconds + SECONDS_OLD) + clients);
  }

  private Look look() {
    int gone = found.size() - foundOnDevice();
    long asked = System.nanoTime();
    double lookups = gateway.metric("jit_lookups_total");
    double adopted = gateway.metric("jit_peers_adopted_total");
    return new Look(asked, System.nanoTime(), lookups, adopted, gone);
  }

  /** New clients come and stay. */
  private int foundOnDevice() {
    return (int)
        wg.dump().peers().stream().filter(peer -> found.contains(peer.publicKey())).count();
  }
}
