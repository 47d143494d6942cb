package io.jitpeers.kerneltests.gateway.life;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Crowd;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.HotSetWatch;
import io.jitpeers.kerneltests.gateway.world.HotSetWatch.Departure;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.NatRouter;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.gateway.world.UserspaceWireGuard;
import io.jitpeers.kerneltests.gateway.world.VlanSite;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * One gateway through five minutes. A crowd comes and goes idle; while its sessions grow old enough
 * to be evicted, which takes the real three minutes, clients of all kinds come, and the control
 * plane is away for one of them. One client pings throughout, a hundred times a second.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayLifeKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;

  private static final int CROWD = 200;

  /** More pings at once would wait for the machine's one CPU, not for the gateway. */
  private static final int WAVE = 20;

  private static final int MEMBERS = 300;

  /** Three minutes of idleness, looked for every five seconds. */
  private static final List<String> EVICTION =
      GatewayProcess.set("eviction-policy.idle.after=3m", "eviction.every=5s");

  /** The whole crowd comes from one address, and within a second. */
  private static final List<String> ONE_ADDRESS =
      GatewayProcess.set("admission.per-source-rate=200", "admission.per-source-burst=400");

  /** REJECT_AFTER_TIME, whitepaper section 6.1. */
  private static final Duration SESSION = Duration.ofMinutes(3);

  private static final Duration OUTAGE = Duration.ofSeconds(60);

  /** How long after the session's end the last one is gone at the latest, outage included. */
  private static final Duration EVICTED_WITHIN = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private ControlPlaneProcess controlPlane;
  private GatewayProcess gateway;
  private HotSetWatch watch;
  private SteadyPing steady;
  private Crowd crowd;
  private Crowd talkative;
  private long crowdCameAt;

  @BeforeAll
  void start() {
    site = world.site("crowd");
    controlPlane =
        world.own(
            ControlPlaneProcess.start(
                world.gateway(),
                folder,
                Stream.concat(Member.first(0, MEMBERS), Stream.of(withPresharedKey()))));
    WG.create(world.gateway());
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(EVICTION);
    flags.addAll(ONE_ADDRESS);
    gateway =
        world
            .own(GatewayProcess.launch(world.gateway(), "life", STATUS_PORT, flags))
            .awaitStarted();
    watch = world.own(HotSetWatch.start(WG.in(world.gateway())));
    crowd = Crowd.of(clients(0, CROWD));
    talkative = Crowd.of(clients(CROWD, 10));
    steady = world.own(SteadyPing.start(client(CROWD + 10).join(), "0.01", folder));
    steady.awaitAnswer();
  }

  @AfterAll
  void close() {
    world.close();
  }

  private static Member withPresharedKey() {
    return Member.of(0, MEMBERS).withPresharedKey();
  }

  private Client client(int index) {
    return Client.of(site, Member.of(0, index), WG, Family.IPV4);
  }

  private List<Client> clients(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(this::client).toList();
  }

  private static Set<PublicKey> keys(Crowd of) {
    return of.clients().stream().map(Client::publicKey).collect(Collectors.toSet());
  }

  private WireGuardDump.Peer peer(Client client) {
    return WG.in(world.gateway()).dump().peer(client.publicKey());
  }

  private static void requireAnsweredInWaves(List<Client> clients) {
    for (List<Client> wave : Lists.partition(clients, WAVE)) {
      FirstReplies.requireAtOnce(Crowd.of(wave));
    }
  }

  @Test
  @Order(1)
  void aCrowdComesAndTalks() {
    crowd.join();
    crowdCameAt = System.nanoTime();
    requireAnsweredInWaves(crowd.clients());
    talkative.join();
    FirstReplies.requireAtOnce(talkative);
    assertThat(watch.present()).containsAll(keys(crowd)).containsAll(keys(talkative));
  }

  @Test
  @Order(2)
  void aClientBehindNatChangesItsPort() {
    Site outside = world.site("router");
    NatRouter router = NatRouter.before(outside, "20000-20999");
    world.own(router);
    Client client =
        Client.of(router.host(), Member.of(0, 250), WG, outside.gatewayAddress(Family.IPV4)).join();

    FirstReplies.requireAtOnce(client);
    String address = outside.address(Family.IPV4);
    assertThat(peer(client).endpoint().orElseThrow()).matches(address + ":20\\d{3}");

    router.restart("30000-30999");
    FirstReplies.requireAtOnce(client);
    assertThat(peer(client).endpoint().orElseThrow()).matches(address + ":30\\d{3}");

    router.restart("40000-40999");
    FirstReplies.requireAtOnce(client.forgetSession());
    assertThat(peer(client).endpoint().orElseThrow()).matches(address + ":40\\d{3}");
  }

  @Test
  @Order(3)
  void aClientBehindAVlanIsAnsweredAtOnce() {
    VlanSite vlan = VlanSite.on(world.gateway(), world.site("vlan"));
    Client client =
        Client.of(vlan.namespace(), Member.of(0, 251), WG, vlan.gatewayAddress()).join();

    FirstReplies.requireAtOnce(client);

    assertThat(peer(client).endpoint().orElseThrow()).startsWith(vlan.address() + ":");
  }

  @Test
  @Order(4)
  void aPeerWithAPresharedKeyIsAnsweredAtOnce() {
    Client client = Client.of(site, withPresharedKey(), WG, Family.IPV6).join();

    FirstReplies.requireAtOnce(client);

    assertThat(peer(client).presharedKey()).isEqualTo(withPresharedKey().presharedKey());
  }

  @Test
  @Order(5)
  void aClientThatIsNotTheKernelsIsAnsweredAtOnce() {
    Client client = client(252);
    world.own(UserspaceWireGuard.join(client, folder));

    FirstReplies.requireAtOnce(client);

    assertThat(watch.present()).contains(client.publicKey());
  }

  @Test
  @Order(6)
  void aStrangerIsNotAnswered() {
    Client stranger = client(MEMBERS + 1).join();

    assertThat(stranger.ping(3)).isEmpty();

    assertThat(watch.present()).doesNotContain(stranger.publicKey());
    stranger.leave();
  }

  /** The crowd's sessions end meanwhile. Whom nobody could bring back must stay. */
  @Test
  @Order(7)
  void nobodyIsEvictedWhileTheControlPlaneIsAwayAndItsReturnIsNoticed() {
    awaitAge(SESSION.minusSeconds(40));
    FirstReplies.requireAtOnce(talkative);
    controlPlane.stop();
    long stoppedAt = System.nanoTime();
    Client unlucky = client(253).join();
    assertThat(unlucky.ping(6)).isEmpty();
    SteadyPing patient = SteadyPing.start(unlucky, "1", folder);
    world.own(patient);

    awaitSince(stoppedAt, OUTAGE);
    assertThat(age()).isGreaterThan(SESSION.plusSeconds(10));
    steady.awaitAnswer();
    assertThat(watch.departures()).isEmpty();
    assertThat(watch.present()).containsAll(keys(crowd)).doesNotContain(unlucky.publicKey());
    assertThat(patient.answered()).isEmpty();

    controlPlane.start();
    patient.awaitAnswer();
  }

  @Test
  @Order(8)
  void theIdleCrowdIsEvictedAndNoSessionWasCutOff() {
    Await.until(EVICTED_WITHIN, () -> departed().containsAll(keys(crowd)));

    assertThat(departed()).containsAll(keys(crowd)).doesNotContainAnyElementsOf(keys(talkative));
    assertThat(watch.present()).doesNotContainAnyElementsOf(keys(crowd));
    assertThat(watch.departures())
        .as("sessions")
        .allMatch(departure -> departure.session().compareTo(SESSION) >= 0);
  }

  private Set<PublicKey> departed() {
    return watch.departures().stream()
        .map(Departure::key)
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  @Order(9)
  void halfOfTheCrowdReturnsByTalking() {
    Crowd half = Crowd.of(crowd.clients().subList(0, CROWD / 2));

    requireAnsweredInWaves(half.clients());

    assertThat(watch.present())
        .containsAll(keys(half))
        .doesNotContainAnyElementsOf(keys(Crowd.of(crowd.clients().subList(CROWD / 2, CROWD))));
  }

  @Test
  @Order(10)
  void whoTalkedThroughoutLostNothing() {
    steady.awaitAnswer();
    steady.close();

    assertThat(steady.answered()).hasSizeGreaterThan(1_000);
    assertThat(steady.lost()).isEmpty();
  }

  @Test
  @Order(11)
  void sigtermEndsItAndLeavesThePeersAlone() {
    Set<PublicKey> before = watch.present();

    assertThat(gateway.process().terminate()).isZero();

    assertThat(watch.present()).isEqualTo(before).isNotEmpty();
  }

  private Duration age() {
    return Duration.ofNanos(System.nanoTime() - crowdCameAt);
  }

  private void awaitAge(Duration age) {
    awaitSince(crowdCameAt, age);
  }

  private static void awaitSince(long start, Duration time) {
    Await.until(time.plusSeconds(1), () -> System.nanoTime() - start > time.toNanos());
  }
}
