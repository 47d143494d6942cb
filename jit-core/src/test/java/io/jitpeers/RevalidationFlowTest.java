package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.PeerChange;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is installed stays what the control plane says. */
class RevalidationFlowTest {
  private static final Freshness MINUTE = Freshness.of(Duration.ofMinutes(1));
  private static final InetSocketAddress ROAMED = new InetSocketAddress("203.0.113.9", 1234);

  private final Harness.Setup setup = Harness.setup();
  private Harness h;

  @AfterEach
  void close() {
    if (h != null) {
      h.close();
    }
  }

  private Harness start() throws Exception {
    h = setup.start();
    h.orchestrator.pauseEviction();
    return h;
  }

  private static PeerConfig config(PrivateKey client, String... allowedIps) {
    return PeerConfig.builder(client.publicKey())
        .allowedIps(List.of(allowedIps).stream().map(IpPrefix::parse).toList())
        .build();
  }

  /** A client that is connected and keeps talking. */
  private PrivateKey connected(String... allowedIps) {
    PrivateKey client = h.newClient();
    h.control.put(config(client, allowedIps), MINUTE);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(installed());
    h.store.handshakeCompleted(client.publicKey(), ROAMED);
    return client;
  }

  private static PacketOutcome installed() {
    return Outcome.INSTALLED.packetOutcome();
  }

  private List<IpPrefix> onDevice(PrivateKey client) {
    return h.store.status(client.publicKey()).orElseThrow().allowedIps();
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }

  @Test
  void aChangedAddressIsOnTheDeviceWithinItsFreshness() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "10.0.0.2/32"), MINUTE);
    h.pass(Duration.ofSeconds(50));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));

    h.pass(Duration.ofSeconds(12));

    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint())
        .as("an endpoint that roamed")
        .isEqualTo(ROAMED);
    assertThat(h.events(JitEvent.PeerChanged.class))
        .containsExactly(
            new JitEvent.PeerChanged(client.publicKey(), Set.of(PeerChange.ALLOWED_IPS)));
    assertThat(h.orchestrator.statistics().revalidations().changed()).isEqualTo(1);
    assertThat(h.control.lastQuestion().query().urgency()).isEqualTo(Urgency.BACKGROUND);
  }

  @Test
  void anAddressThatWasGivenUpIsFreeForAnother() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "10.0.0.2/32"), MINUTE);
    h.pass(Duration.ofSeconds(61));

    PrivateKey other = connected("10.0.0.1/32");

    assertThat(onDevice(other)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void anAddressThatWasReassignedIsGivenInTheNewOwnersFirstPacket() throws Exception {
    start();
    PrivateKey old = connected("10.0.0.1/32");
    h.control.put(config(old, "10.0.0.2/32"), MINUTE);
    PrivateKey owner = h.newClient();
    h.control.put(config(owner, "10.0.0.1/32"), MINUTE);

    TestPacket first = h.sendAndRun(owner);

    assertThat(first.outcome()).isEqualTo(installed());
    assertThat(onDevice(owner)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(old)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(h.control.lastQuestion().key()).isEqualTo(old.publicKey());
    assertThat(h.control.lastQuestion().query().urgency()).isEqualTo(Urgency.FIRST_PACKET);
  }

  @Test
  void aHolderThatIsUnknownByNowMakesRoomForAnEnrolmentWithANewKey() throws Exception {
    start();
    PrivateKey old = connected("10.0.0.1/32");
    h.control.putNotFound(old.publicKey(), Duration.ZERO);
    PrivateKey anew = h.newClient();
    h.control.put(config(anew, "10.0.0.1/32"), MINUTE);

    assertThat(h.sendAndRun(anew).outcome()).isEqualTo(installed());

    assertThat(h.isResident(old.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
  }

  @Test
  void aHolderThatStillOwnsTheAddressKeepsIt() throws Exception {
    start();
    PrivateKey holder = connected("10.0.0.1/32");
    PrivateKey wanting = h.newClient();
    h.control.put(config(wanting, "10.0.0.1/32"), MINUTE);

    assertThat(h.sendAndRun(wanting).outcome()).isEqualTo(Outcome.CONFIG_REFUSED.packetOutcome());

    assertThat(onDevice(holder)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.isResident(wanting.publicKey())).isFalse();
    assertThat(h.count(Outcome.CONFIG_REFUSED)).isEqualTo(1);
  }

  @Test
  void aHolderOfWhomTheControlPlaneSaysNothingKeepsTheAddress() throws Exception {
    start();
    PrivateKey holder = connected("10.0.0.1/32");
    PrivateKey wanting = h.newClient();
    PeerConfig wanted = config(wanting, "10.0.0.1/32");
    h.control.answering(
        key ->
            key.equals(holder.publicKey())
                ? CompletableFuture.failedFuture(
                    new LookupException(LookupException.Reason.UNAVAILABLE, "on purpose"))
                : CompletableFuture.completedFuture(PeerLookup.found(wanted, MINUTE)));

    assertThat(h.sendAndRun(wanting).outcome()).isEqualTo(Outcome.CONFIG_REFUSED.packetOutcome());
    assertThat(onDevice(holder)).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void aDeletedPeerThatKeepsTalkingIsRevokedAfterTwoAnswers() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.putNotFound(client.publicKey(), Duration.ofMinutes(1));
    int asked = h.control.questions().size();

    h.pass(Duration.ofSeconds(61));

    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.store.contains(client.publicKey())).isFalse();
    assertThat(h.control.questions()).hasSize(asked + 2);
    assertThat(h.events(JitEvent.PeerEvicted.class))
        .containsExactly(new JitEvent.PeerEvicted(client.publicKey(), EvictionCause.REVOKED));
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(Outcome.NOT_FOUND.packetOutcome());
    assertThat(h.control.questions()).as("what was said is remembered").hasSize(asked + 2);
  }

  @Test
  void oneAnswerThatThereIsNoSuchPeerIsNotBelieved() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    int asked = h.control.questions().size();
    h.control.answering(
        key ->
            CompletableFuture.completedFuture(
                h.control.questions().size() == asked
                    ? PeerLookup.notFound(Duration.ZERO)
                    : PeerLookup.found(config(client, "10.0.0.1/32"), MINUTE)));

    h.pass(Duration.ofSeconds(61));

    assertThat(h.control.questions()).hasSize(asked + 2);
    assertThat(h.isResident(client.publicKey())).isTrue();
  }

  @Test
  void aChangedPresharedKeyAndKeepaliveAreSetAndNothingElse() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    byte[] bytes = new byte[PresharedKey.LENGTH];
    bytes[0] = 7;
    PeerConfig changed =
        config(client, "10.0.0.1/32").toBuilder()
            .presharedKey(PresharedKey.ofBytes(bytes))
            .persistentKeepaliveSeconds(25)
            .build();
    h.control.put(changed, MINUTE);

    h.pass(Duration.ofSeconds(61));

    PeerConfig now = h.store.config(client.publicKey()).orElseThrow();
    assertThat(now.presharedKey()).isEqualTo(changed.presharedKey());
    assertThat(now.persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(now.endpoint()).contains(ROAMED);
    assertThat(h.events(JitEvent.PeerChanged.class))
        .containsExactly(new JitEvent.PeerChanged(client.publicKey(), Set.of(PeerChange.SESSION)));

    h.control.put(config(client, "10.0.0.1/32"), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.store.config(client.publicKey()).orElseThrow().presharedKey()).isEmpty();
  }

  @Test
  void anEndpointIsSetOnlyIfTheControlPlaneChangedIt() throws Exception {
    start();
    PrivateKey client = h.newClient();
    InetSocketAddress first = new InetSocketAddress("192.0.2.1", 1);
    InetSocketAddress second = new InetSocketAddress("192.0.2.2", 2);
    PeerConfig config = config(client, "10.0.0.1/32").withEndpoint(first);
    h.control.put(config, MINUTE);
    h.sendAndRun(client);
    h.store.handshakeCompleted(client.publicKey(), ROAMED);
    h.control.put(config.toBuilder().persistentKeepaliveSeconds(9).build(), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint()).isEqualTo(ROAMED);

    h.control.put(config.withEndpoint(second), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint()).isEqualTo(second);
  }

  @Test
  void withoutAnAnswerAPeerStaysAndItsAgeIsShown() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    h.pass(Duration.ofMinutes(11));

    assertThat(h.isResident(client.publicKey())).isTrue();
    assertThat(h.orchestrator.statistics().revalidations().failed()).isGreaterThan(5);
    assertThat(h.orchestrator.statistics().revalidations().mostOverdue().toMinutes()).isEqualTo(10);

    h.control.answeringAtOnce();
    h.pass(Duration.ofSeconds(31));
    assertThat(h.orchestrator.statistics().revalidations().mostOverdue()).isZero();
  }

  @Test
  void withoutAnAnswerForTooLongAPeerExpiresIfThatIsWanted() throws Exception {
    setup.revalidation = RevalidationOptions.builder().expireAfter(Duration.ofMinutes(10)).build();
    start();
    PrivateKey first = connected("10.0.0.1/32");
    PrivateKey second = connected("10.0.0.2/32");
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    h.pass(Duration.ofSeconds(655));
    assertThat(h.isResident(first.publicKey())).isTrue();

    h.pass(Duration.ofSeconds(40));

    assertThat(h.isResident(first.publicKey())).isFalse();
    assertThat(h.isResident(second.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.EXPIRED)).isEqualTo(2);
  }

  @Test
  void anAnswerIsAskedForAgainNoSoonerThanTheLeastAge() throws Exception {
    start();
    PrivateKey client = h.knownClient(1);
    h.sendAndRun(client);
    h.pass(Duration.ofSeconds(29));
    assertThat(h.control.questions()).hasSize(1);
    h.pass(Duration.ofMinutes(10));
    assertThat(h.control.questions()).hasSizeBetween(20, 22);
  }

  @Test
  void anAnswerIsBelievedNoLongerThanTheLongestAge() throws Exception {
    setup.cache = AnswerCacheOptions.builder().maxFreshness(Duration.ofDays(10)).build();
    start();
    PrivateKey client = h.newClient();
    h.control.put(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofDays(9)));
    h.sendAndRun(client);
    h.pass(Duration.ofMinutes(56));
    assertThat(h.control.questions()).hasSize(1);
    h.pass(Duration.ofMinutes(5));
    assertThat(h.control.questions()).hasSize(2);
  }

  @Test
  void theRememberedValidatorIsSentAndNotModifiedKeepsThePeer() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.answeringByHand();
    h.send(client);
    h.stages.runAll();
    h.control.lastQuestion().found(config(client, "10.0.0.1/32"), MINUTE, "v1");
    h.stages.runAll();
    h.pass(Duration.ofSeconds(61));
    assertThat(h.control.lastQuestion().query().validator()).contains("v1");
    h.control.lastQuestion().notModified(MINUTE);
    h.pass(Duration.ofSeconds(50));

    assertThat(h.control.questions()).hasSize(2);
    assertThat(h.orchestrator.statistics().revalidations().notModified()).isEqualTo(1);
    assertThat(h.events(JitEvent.PeerChanged.class)).isEmpty();
  }

  @Test
  void aConfigThatBreaksARuleLeavesTheOldOneForAGraceAndThenThePeerGoes() throws Exception {
    setup.rules = PeerConfigRules.builder().permittedAllowedIps(prefixes("10.0.0.0/8")).build();
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "192.0.2.1/32"), MINUTE);
    h.pass(Duration.ofSeconds(61));

    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.events(JitEvent.PeerChangeRefused.class)).hasSize(1);
    assertThat(h.orchestrator.statistics().revalidations().refusedNow()).isEqualTo(1);

    h.pass(Duration.ofMinutes(4));
    assertThat(h.isResident(client.publicKey())).isTrue();
    h.pass(Duration.ofSeconds(62));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
    assertThat(h.events(JitEvent.PeerChangeRefused.class)).hasSize(1);
    assertThat(h.orchestrator.statistics().revalidations().refusedNow()).isZero();
  }

  @Test
  void aConfigThatIsMendedWithinTheGraceIsApplied() throws Exception {
    setup.rules = PeerConfigRules.builder().permittedAllowedIps(prefixes("10.0.0.0/8")).build();
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "192.0.2.1/32"), MINUTE);
    h.pass(Duration.ofMinutes(3));
    h.control.put(config(client, "10.0.0.9/32"), MINUTE);
    h.pass(Duration.ofMinutes(9));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.9/32"));
  }

  @Test
  void twoPeersSwapTheirAddresses() throws Exception {
    start();
    PrivateKey a = connected("10.0.0.1/32");
    PrivateKey b = connected("10.0.0.2/32");
    h.control.put(config(a, "10.0.0.2/32"), MINUTE);
    h.control.put(config(b, "10.0.0.1/32"), MINUTE);

    h.pass(Duration.ofSeconds(62));

    assertThat(onDevice(a)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(onDevice(b)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.events(JitEvent.PeerChangeRefused.class)).isEmpty();
  }

  @Test
  void aResidentPeerThatIsGivenAnothersAddressDoesNotGetIt() throws Exception {
    start();
    PrivateKey a = connected("10.0.0.1/32");
    PrivateKey b = connected("10.0.0.2/32", "10.0.1.2/32");
    h.control.put(config(b, "10.0.0.1/32", "10.0.1.2/32"), MINUTE);

    h.pass(Duration.ofMinutes(3));

    assertThat(onDevice(a)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(b))
        .as("it gives up what is not its own")
        .isEqualTo(prefixes("10.0.1.2/32"));
    assertThat(h.events(JitEvent.PeerChangeRefused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains(a.publicKey().toString()));
  }

  @Test
  void anUnansweredClientIsInstalledAgainWithWhatTheControlPlaneSaysNow() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.put(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofMinutes(30)));
    h.sendAndRun(client);
    h.control.put(config(client, "10.0.0.2/32"), Freshness.of(Duration.ofMinutes(30)));
    h.pass(Duration.ofSeconds(5));
    h.sendAndRun(client);
    assertThat(h.orchestrator.statistics().store().installedAgain()).isEqualTo(1);
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void anUnansweredClientThatIsUnknownByNowIsRevoked() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.put(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofMinutes(30)));
    h.sendAndRun(client);
    h.control.putNotFound(client.publicKey(), Duration.ZERO);
    h.pass(Duration.ofSeconds(5));
    h.sendAndRun(client);
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
  }

  @Test
  void aGreaterTimestampEpochTakesAResidentPeerOffTheDevice() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "10.0.0.1/32").toBuilder().timestampEpoch(1).build(), MINUTE);
    h.pass(Duration.ofSeconds(61));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().clocks().resets()).isEqualTo(1);

    assertThat(h.sendAndRun(client).outcome()).isEqualTo(installed());
    h.pass(Duration.ofMinutes(3));
    assertThat(h.isResident(client.publicKey())).as("once for each increase").isTrue();
  }

  @Test
  void aHintTakesADeletedPeerOffAtOnce() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.putNotFound(client.publicKey(), Duration.ZERO);
    h.control.hint(client.publicKey());
    h.pass(Duration.ofMillis(100));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().revalidations().hints()).isEqualTo(1);
  }

  @Test
  void aHintDuringAFlightHasThePeerAskedAboutAgain() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.answeringByHand();
    h.send(client);
    h.stages.runAll();
    FakePeerConfigSource.Question early = h.control.lastQuestion();
    h.control.hint(client.publicKey());
    early.found(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofMinutes(30)), "v1");
    h.stages.runAll();
    assertThat(h.isResident(client.publicKey())).isTrue();

    h.pass(Duration.ofSeconds(1));

    assertThat(h.control.questions()).hasSize(2);
    assertThat(h.control.lastQuestion().query().validator()).as("nothing is remembered").isEmpty();
    h.control.lastQuestion().found(config(client, "10.0.0.2/32"), MINUTE, "v2");
    h.stages.runAll();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void aHintDuringAQuestionHasItAskedAgain() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.answeringByHand();
    h.control.hint(client.publicKey());
    h.pass(Duration.ofMillis(100));
    FakePeerConfigSource.Question early = h.control.lastQuestion();
    h.control.hint(client.publicKey());
    early.found(config(client, "10.0.0.1/32"), MINUTE, "v1");
    h.stages.runAll();
    h.pass(Duration.ofMillis(100));
    assertThat(h.control.lastQuestion()).isNotSameAs(early);
    h.control.lastQuestion().found(config(client, "10.0.0.3/32"), MINUTE, "v2");
    h.stages.runAll();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.3/32"));
  }

  @Test
  void lostHintsHaveEveryPeerAskedAboutAtThePace() throws Exception {
    setup.revalidation = RevalidationOptions.builder().rate(10).build();
    start();
    for (int i = 0; i < 50; i++) {
      PrivateKey client = h.newClient();
      h.control.put(config(client, "10.0.1." + i + "/32"), Freshness.of(Duration.ofHours(1)));
      h.sendAndRun(client);
    }
    h.control.loseHints();
    h.pass(Duration.ofSeconds(2));
    assertThat(h.control.questions()).hasSizeBetween(50 + 18, 50 + 22);
    h.pass(Duration.ofSeconds(4));
    assertThat(h.control.questions()).hasSize(100);
  }

  @Test
  void aFloodOfHintsCostsNoMoreThanThePace() throws Exception {
    setup.revalidation = RevalidationOptions.builder().rate(10).build();
    start();
    PrivateKey client = connected("10.0.0.1/32");
    int before = h.control.questions().size();
    for (int i = 0; i < 1_000; i++) {
      h.control.hint(client.publicKey());
      h.control.hint(h.newClient().publicKey());
      h.pass(Duration.ofMillis(5));
    }
    assertThat(h.control.questions().size() - before).isBetween(10, 52);
  }
}
