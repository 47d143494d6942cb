package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.wakeup.RememberedPeers;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The transitions of pending peers: which demands begin a flight, and what its end changes. */
@Timeout(120)
class PendingPeersTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final AnswerCache cache =
      new AnswerCache(AnswerCacheOptions.defaults(), time, new Random(1));
  private final RememberedPeers remembered = new RememberedPeers(WakeUpOptions.defaults(), time);
  private final ManualPacketSource source = new ManualPacketSource();
  // At most 4 pending peers, of which 2 strangers, and 3 resident peers. Even keys are known.
  private final PendingPeers pending = pendingPeers();
  private int timestamps;

  private PendingPeers pendingPeers() {
    ProvisioningOptions options =
        ProvisioningOptions.builder().maxPending(4).strangersShare(0.5).maxResidentPeers(3).build();
    FlightShares shares = new FlightShares(options, key -> key.toBytes()[31] % 2 == 0);
    FirstPackets firstPackets = new FirstPackets(FirstPacketStrategy.REPLAY, false);
    return new PendingPeers(shares, hotSet, cache, firstPackets, remembered, time);
  }

  private Demand.Initiation initiation(int key) {
    return new Demand.Initiation(new TestPacket(new byte[148], time.nanoTime()), source, key(key));
  }

  private PendingPeers.Admitted admit(Demand.Initiation initiation) {
    PublicKey key = initiation.initiator();
    return pending.admit(
        initiation, new InitiationResult.Opened(key, Tai64n.of(++timestamps, 0), 1), false);
  }

  private PendingPeers.Admitted initiate(int key) {
    return admit(initiation(key));
  }

  private static Demand.WakeUp wakeUp(int key) {
    return new Demand.WakeUp(key(key), null, null, (demand, outcome) -> {});
  }

  private PendingPeer begun(int key) {
    PendingPeer flight = initiate(key).begun();
    assertThat(flight).isNotNull();
    return flight;
  }

  private PendingPeer ended(int key) {
    PendingPeer flight = begun(key);
    assertThat(pending.end(flight)).isNotNull();
    return flight;
  }

  private static void assertRejected(
      PendingPeers.Admitted admitted, Demand demand, Outcome outcome) {
    assertThat(admitted).isEqualTo(new PendingPeers.Admitted(demand, outcome, null));
  }

  /** Installs a peer whose client gets no answer, so that its next initiation is its second. */
  private void unanswered(int key) {
    hotSet.installed(config(key));
    time.advance(Duration.ofSeconds(5));
  }

  private PeerLookup.Found found(int key) {
    return PeerLookup.found(config(key), Freshness.of(HOUR));
  }

  @Test
  void afterTheCloseNoFlightBegins() {
    PendingPeer before = begun(2);
    assertThat(pending.close()).containsExactly(before);
    Demand.Initiation initiation = initiation(4);
    assertRejected(admit(initiation), initiation, Outcome.CLOSED);
    Demand.WakeUp wakeUp = wakeUp(6);
    assertRejected(pending.admit(wakeUp), wakeUp, Outcome.CLOSED);
  }

  @Test
  void strangersAreRefusedBeforeKnownKeys() {
    begun(1);
    begun(3);
    Demand.Initiation stranger = initiation(5);
    assertRejected(admit(stranger), stranger, Outcome.PENDING_FULL);
    begun(2);
    begun(4);
    Demand.Initiation known = initiation(6);
    assertRejected(admit(known), known, Outcome.PENDING_FULL);
    Demand.WakeUp wakeUp = wakeUp(8);
    assertRejected(pending.admit(wakeUp), wakeUp, Outcome.PENDING_FULL);
  }

  @Test
  void aResidentPeerWhoseClientGetsNoAnswerIsNotAStranger() {
    unanswered(7);
    begun(1);
    begun(3);
    PendingPeer flight = begun(7);
    assertThat(flight.again).isTrue();
  }

  @Test
  void whenAllPlacesAreTakenAResidentPeerStaysAsItIs() {
    unanswered(2);
    begun(1);
    begun(3);
    begun(4);
    begun(6);
    Demand.Initiation initiation = initiation(2);
    assertRejected(admit(initiation), initiation, Outcome.ALREADY_RESIDENT);
  }

  @Test
  void whoIsResidentNeedsNoFlight() {
    hotSet.installed(config(2));
    hotSet.initiationWithheld(key(2));
    Demand.Initiation initiation = initiation(2);
    assertRejected(admit(initiation), initiation, Outcome.ALREADY_RESIDENT);
    Demand.WakeUp wakeUp = wakeUp(2);
    assertRejected(pending.admit(wakeUp), wakeUp, Outcome.ALREADY_RESIDENT);
  }

  @Test
  void aFullDeviceRefusesKnownKeysAndLetsStrangersAsk() {
    hotSet.installed(config(2));
    hotSet.installed(config(4));
    unanswered(6);
    Demand.Initiation known = initiation(8);
    assertRejected(admit(known), known, Outcome.AT_CAPACITY);
    Demand.WakeUp wakeUp = wakeUp(8);
    assertRejected(pending.admit(wakeUp), wakeUp, Outcome.AT_CAPACITY);
    assertThat(pending.takesPlace(begun(1))).isFalse();
    assertThat(begun(6).again).isTrue();
  }

  @Test
  void aWakeUpBeginsAFlightThatOthersJoin() {
    PendingPeer flight = pending.admit(wakeUp(2)).begun();
    assertThat(flight).isNotNull();
    assertThat(flight.known).isTrue();
    assertThat(flight.again).isFalse();
    assertThat(pending.demand(flight)).isInstanceOf(Demand.WakeUp.class);
    assertThat(pending.isPending(key(2))).isTrue();
    assertThat(pending.isPending(key(4))).isFalse();
    assertThat(pending.join(wakeUp(4))).as("not pending").isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(pending.join(wakeUp(2))).isTrue();
    }
    assertThat(pending.admit(wakeUp(2)).rejected()).as("waits").isNull();
    assertThat(pending.join(wakeUp(2))).as("enough wait").isFalse();
    Demand.WakeUp last = wakeUp(2);
    assertRejected(pending.admit(last), last, Outcome.PENDING_FULL);
    assertThat(pending.end(flight).waiting()).hasSize(4);
  }

  @Test
  void theDeadlineOfAFlightThatHasNotEndedIsKept() {
    PendingPeer flight = begun(2);
    assertThat(pending.isWanted(flight)).isTrue();
    assertThat(pending.expires(flight, () -> {})).isTrue();
    assertThat(pending.asks(flight, new CompletableFuture<>())).isTrue();
    assertThat(pending.asksHolder(flight, key(9))).isTrue();
  }

  @Test
  void anEndedFlightNeedsNothingMore() {
    PendingPeer flight = ended(2);
    assertThat(pending.isWanted(flight)).isFalse();
    assertThat(pending.expires(flight, () -> {})).isFalse();
    assertThat(pending.asks(flight, new CompletableFuture<>())).isFalse();
    assertThat(pending.asksHolder(flight, key(9))).isFalse();
    assertThat(pending.found(flight, config(2), HOUR, found(2))).isNull();
    assertThat(cache.fresh(key(2))).as("cached").isEmpty();
    assertThat(pending.prepare(flight, config(2))).isNull();
    assertThat(pending.end(flight)).isNull();
  }

  @Test
  void fourHoldersAreAskedAboutOnceEach() {
    PendingPeer flight = begun(2);
    for (int holder = 11; holder <= 14; holder++) {
      assertThat(pending.asksHolder(flight, key(holder))).isTrue();
      assertThat(pending.asksHolder(flight, key(holder))).as("again").isFalse();
    }
    assertThat(pending.asksHolder(flight, key(15))).as("a fifth").isFalse();
  }

  @Test
  void lostHintsMakeAnswersOldAlsoThoseOfFlights() {
    cache.remember(key(4), found(4));
    PendingPeer flight = begun(2);
    assertThat(pending.isHinted(flight)).isFalse();
    pending.hintsMissed();
    assertThat(pending.isHinted(flight)).isTrue();
    assertThat(cache.fresh(key(4))).isEmpty();
    assertThat(pending.found(flight, config(2), HOUR, found(2))).isEqualTo(config(2));
    assertThat(cache.fresh(key(2))).as("an answer that may be older than a change").isEmpty();
  }

  @Test
  void whoeverWaitsInVainForAConfigIsToldSo() {
    PendingPeer flight = begun(2);
    // Without a config, the writer is not asked what delays the peer.
    assertThat(pending.delay(flight, null, HOUR).outcome()).isEqualTo(Outcome.LOOKUP_TIMEOUT);
  }

  @Test
  void installedPeersAreRemembered() {
    PendingPeer initiated = begun(2);
    assertThat(pending.demand(initiated)).isInstanceOf(Demand.Initiation.class);
    assertThat(pending.installed(initiated, config(2))).isNotNull();
    assertThat(remembered.size()).isOne();
    PendingPeer woken = pending.admit(wakeUp(4)).begun();
    assertThat(pending.installed(woken, config(4))).isNotNull();
    assertThat(remembered.size()).isEqualTo(2);
  }

  @Test
  void aFlightThatHasEndedRemembersNothing() {
    assertThat(pending.installed(ended(2), config(2))).isNull();
    assertThat(remembered.size()).isZero();
  }

  @Test
  void aRevokedPeerIsForgottenEverywhere() {
    pending.installed(begun(2), config(2));
    cache.remember(key(2), found(2));
    PendingPeer flight = begun(4);
    assertThat(pending.revoke(key(2))).as("not pending").isNull();
    assertThat(remembered.size()).isZero();
    assertThat(cache.fresh(key(2))).isEmpty();
    assertThat(pending.revoke(key(4)).flight()).isSameAs(flight);
  }

  @Test
  void whoLeavesIsForgottenButCanBeWokenUnlessRevoked() {
    pending.installed(begun(2), config(2));
    cache.remember(key(2), found(2));
    assertThat(pending.leaves(new Eviction(key(2), EvictionCause.IDLE), null)).isTrue();
    assertThat(cache.fresh(key(2))).isEmpty();
    assertThat(cache.knownAsNotFound(key(2))).isFalse();
    assertThat(remembered.size()).isOne();

    PeerLookup.NotFound answer = PeerLookup.notFound(Duration.ofSeconds(5));
    assertThat(pending.leaves(new Eviction(key(2), EvictionCause.REVOKED), answer)).isTrue();
    assertThat(cache.knownAsNotFound(key(2))).isTrue();
    assertThat(remembered.size()).isZero();
  }

  @Test
  void whoIsPendingDoesNotLeave() {
    begun(2);
    PeerLookup.NotFound answer = PeerLookup.notFound(Duration.ofSeconds(5));
    assertThat(pending.leaves(new Eviction(key(2), EvictionCause.REVOKED), answer)).isFalse();
    assertThat(cache.knownAsNotFound(key(2))).isFalse();
  }

  @Test
  void anInitiationThatWaitsForTheReplayMemoryTakesAPlaceUntilItsWaitEnds() {
    begun(1);
    assertThat(pending.beginCheck(false)).isTrue();
    assertThat(pending.beginCheck(false)).as("a third stranger").isFalse();
    pending.endCheck(false);
    assertThat(pending.beginCheck(false)).isTrue();
  }

  @Test
  void waitingEndsWithTheLastFlight() throws Exception {
    PendingPeer first = begun(2);
    PendingPeer second = begun(4);
    Waiting waiting = Waiting.of(() -> pending.awaitNone(HOUR.plusNanos(1).toNanos()));
    pending.end(first);
    waiting.goesOn();
    pending.end(second);
    waiting.ends();
  }

  @Test
  void waitingEndsWhenTheTimeIsUp() throws Exception {
    begun(2);
    pending.awaitNone(1);
    assertThat(pending.size()).isOne();
  }
}
