package io.jitpeers.kerneltests.gateway.life;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.process.WebhookReceiver;
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
import io.jitpeers.kerneltests.gateway.world.Talk;
import io.jitpeers.kerneltests.gateway.world.UserspaceWireGuard;
import io.jitpeers.kerneltests.gateway.world.VlanSite;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * One gateway through a life with shortened times: idle peers may be evicted after 15 s, with their
 * sessions. Many clients connect and become idle, clients of all kinds connect, and the control
 * plane is unavailable for a while. One client pings throughout, a hundred times a second. {@link
 * LosslessFloorKernelIT} uses the real three minutes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayLifeKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;

  private static final int CROWD = 200;

  /** More concurrent pings would wait for the machine's one CPU, not for the gateway. */
  private static final int WAVE = 20;

  private static final int MEMBERS = 300;

  /** The youngest session that is evicted; longer than the idle time of a peer. */
  private static final Duration FLOOR = Duration.ofSeconds(12);

  private static final List<String> EVICTION =
      GatewayProcess.set(
          "eviction.accept-session-loss=true",
          "eviction.lossless-floor=" + FLOOR.toSeconds() + "s",
          "eviction-policy.idle.after=8s",
          "eviction.every=2s");

  /** All clients have the same address, and connect within a second. */
  private static final List<String> ONE_ADDRESS =
      GatewayProcess.set("admission.per-source-rate=200", "admission.per-source-burst=400");

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern HELD_BACK = Pattern.compile("\"control_plane_unreachable\":(\\d+)");

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private ControlPlaneProcess controlPlane;
  private GatewayProcess gateway;
  private WebhookReceiver webhook;
  private HotSetWatch watch;
  private SteadyPing steady;
  private Crowd crowd;
  private Crowd talkative;
  private Talk talk;

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
    webhook = world.own(WebhookReceiver.start(world.gateway(), folder));
    flags.addAll(webhook.flags());
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

  /** Keeps a client from being idle, so that its peer can be examined. */
  private SteadyPing keepBusy(Client client) {
    return SteadyPing.start(client, "1", folder);
  }

  private static void requireAnsweredInWaves(List<Client> clients) {
    for (List<Client> wave : Lists.partition(clients, WAVE)) {
      FirstReplies.requireAtOnce(Crowd.of(wave));
    }
  }

  @Test
  @Order(1)
  void aCrowdComesAndTalks() {
    talkative.join();
    FirstReplies.requireAtOnce(talkative);
    talk = world.own(talkative.keepTalking());
    crowd.join();
    requireAnsweredInWaves(crowd.clients());
    assertThat(watch.present()).containsAll(keys(talkative));
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
    try (SteadyPing busy = keepBusy(client)) {
      followItsPort(client, router, outside.address(Family.IPV4));
      busy.awaitAnswer();
    }
  }

  private void followItsPort(Client client, NatRouter router, String address) {
    assertThat(peer(client).endpoint().orElseThrow()).matches(address + ":20\\d{3}");

    Instant handshake = peer(client).latestHandshake();
    router.restart("30000-30999");
    FirstReplies.requireReply(client);
    awaitEndpoint(client, address + ":30\\d{3}");
    assertThat(peer(client).latestHandshake()).isEqualTo(handshake);

    router.restart("40000-40999");
    FirstReplies.requireAtOnce(client.forgetSession());
    awaitEndpoint(client, address + ":40\\d{3}");
  }

  /** The router's kernel discards its translations a moment later; the client goes on pinging. */
  private void awaitEndpoint(Client client, String wanted) {
    boolean inTime =
        Await.until(PATIENCE, () -> peer(client).endpoint().orElseThrow().matches(wanted));
    assertThat(peer(client).endpoint().orElseThrow()).as("in time: %s", inTime).matches(wanted);
  }

  @Test
  @Order(3)
  void aClientBehindAVlanIsAnsweredAtOnce() {
    VlanSite vlan = VlanSite.on(world.gateway(), world.site("vlan"));
    Client client =
        Client.of(vlan.namespace(), Member.of(0, 251), WG, vlan.gatewayAddress()).join();

    FirstReplies.requireAtOnce(client);
    try (SteadyPing busy = keepBusy(client)) {
      assertThat(peer(client).endpoint().orElseThrow()).startsWith(vlan.address() + ":");
      busy.awaitAnswer();
    }
  }

  @Test
  @Order(4)
  void aPeerWithAPresharedKeyIsAnsweredAtOnce() {
    Client client = Client.of(site, withPresharedKey(), WG, Family.IPV6).join();

    FirstReplies.requireAtOnce(client);
    try (SteadyPing busy = keepBusy(client)) {
      assertThat(peer(client).presharedKey()).isEqualTo(withPresharedKey().presharedKey());
      busy.awaitAnswer();
    }
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

    try (FirstInitiations firsts = FirstInitiations.of(site.namespace())) {
      stranger.knock();
      eventually(() -> gateway.metric("jit_packets_total", "not_found") > 0);
      assertThat(firsts.answered()).doesNotContain(stranger.port());
    }
    assertThat(watch.present()).doesNotContain(stranger.publicKey());
    stranger.leave();
  }

  @Test
  @Order(7)
  void theIdleCrowdIsEvictedAndWhoTalksIsNot() {
    eventually(() -> departed().containsAll(keys(crowd)));

    assertThat(departed()).doesNotContainAnyElementsOf(keys(talkative));
    assertThat(watch.present())
        .containsAll(keys(talkative))
        .doesNotContainAnyElementsOf(keys(crowd));
    assertThat(watch.departures())
        .as("sessions")
        .allMatch(departure -> departure.session().compareTo(FLOOR) >= 0);
    theWebhookIsTold();
  }

  /** The sessions of the crowd were alive when their peers were evicted. */
  private void theWebhookIsTold() {
    eventually(() -> webhook.disconnected().containsAll(keys(crowd)));
    assertThat(webhook.connected()).containsAll(keys(crowd)).containsAll(keys(talkative));
    assertThat(webhook.disconnected()).doesNotContainAnyElementsOf(keys(talkative));
    assertThat(webhook.reasons()).containsExactly("evicted");
    assertThat(webhook.wasToldUnsigned()).isFalse();
  }

  /** Peers that the control plane could not return must stay, however idle. */
  @Test
  @Order(8)
  void nobodyIsEvictedWhileTheControlPlaneIsAwayAndItsReturnIsNoticed() {
    controlPlane.stop();
    Client unlucky = client(253).join();
    SteadyPing patient = world.own(SteadyPing.start(unlucky, "1", folder));
    eventually(() -> gateway.metric("jit_control_plane_reachable") == 0);

    talk.close();
    // All except the pinging client have been idle for that long.
    eventually(() -> heldBack() >= watch.present().size() - 1);
    Set<PublicKey> before = watch.present();
    assertThat(before).containsAll(keys(talkative));
    double sweeps = gateway.metric("jit_sweeps_total");
    eventually(() -> gateway.metric("jit_sweeps_total") >= sweeps + 2);

    steady.awaitAnswer();
    assertThat(watch.present()).isEqualTo(before).doesNotContain(unlucky.publicKey());
    assertThat(patient.answered()).isEmpty();

    controlPlane.start();
    patient.awaitAnswer();
    eventually(() -> departed().containsAll(keys(talkative)));
  }

  private int heldBack() {
    Matcher count = HELD_BACK.matcher(gateway.status());
    return count.find() ? Integer.parseInt(count.group(1)) : 0;
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
    double before = installed();
    half.forgetSessions();

    requireAnsweredInWaves(half.clients());

    eventually(() -> installed() >= before + CROWD / 2);
    assertThat(watch.present())
        .doesNotContainAnyElementsOf(keys(Crowd.of(crowd.clients().subList(CROWD / 2, CROWD))));
  }

  private double installed() {
    return gateway.metric("jit_packets_total", "installed");
  }

  @Test
  @Order(10)
  void sigtermEndsItAndLeavesThePeersAlone() {
    talkative.forgetSessions();
    FirstReplies.requireAtOnce(talkative);
    // Otherwise they might be evicted before the end.
    talk = world.own(talkative.keepTalking());

    assertThat(gateway.process().terminate()).isZero();

    assertThat(watch.present())
        .containsAll(keys(talkative))
        .contains(client(CROWD + 10).publicKey());
  }

  @Test
  @Order(11)
  void whoTalkedThroughoutLostNothing() {
    steady.awaitAnswer();
    steady.close();

    assertThat(steady.answered()).hasSizeGreaterThan(1_000);
    assertThat(steady.lost()).isEmpty();
  }

  private static void eventually(BooleanSupplier condition) {
    assertThat(Await.until(PATIENCE, condition)).isTrue();
  }
}
