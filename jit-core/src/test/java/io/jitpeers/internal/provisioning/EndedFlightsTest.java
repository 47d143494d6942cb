package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTrackers;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Refusals.Refusal;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a flight leaves behind in the caches, the shares and the hot set. */
@Timeout(120)
class EndedFlightsTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final AnswerCache cache =
      new AnswerCache(AnswerCacheOptions.defaults(), time, new Random(1));
  private final ManualPacketSource source = new ManualPacketSource();
  // At most one pending peer; every key is known.
  private final PendingPeers pending =
      new PendingPeers(
          new FlightShares(
              ProvisioningOptions.builder().maxPending(1).strangersShare(1).build(), key -> true),
          hotSet,
          cache,
          new FirstPackets(FirstPacketStrategy.REPLAY, false),
          PeerTrackers.of(),
          time);

  private PendingPeers.Admitted initiate(int timestamp) {
    Demand.Initiation initiation =
        new Demand.Initiation(new TestPacket(new byte[148], 0), source, key(1));
    return pending.admit(
        initiation, new InitiationResult.Opened(key(1), Tai64n.of(timestamp, 0), 1), false);
  }

  private PendingPeer begun() {
    PendingPeer flight = initiate(1).begun();
    assertThat(flight).isNotNull();
    return flight;
  }

  private PeerLookup.Found found() {
    return PeerLookup.found(config(1), Freshness.of(HOUR));
  }

  @Test
  void aSecondInitiationSupersedesTheFirst() {
    PendingPeer flight = begun();
    Demand first = flight.demand;
    PendingPeers.Admitted second = initiate(2);
    assertThat(second).isEqualTo(new PendingPeers.Admitted(first, Outcome.SUPERSEDED, null));
    assertThat(flight.demand).isNotEqualTo(first);
  }

  @Test
  void anAnswerIsCachedForTheNextFlight() {
    PendingPeer flight = begun();
    assertThat(pending.found(flight, config(1), HOUR, null)).isEqualTo(config(1));
    assertThat(cache.fresh(key(1))).as("from the cache").isEmpty();
    assertThat(pending.found(flight, config(1), HOUR, found())).isEqualTo(config(1));
    assertThat(cache.fresh(key(1))).isPresent();
  }

  @Test
  void aFlightThatGoesOnIsInstalledInItsPlace() {
    PendingPeer flight = begun();
    assertThat(pending.takesPlace(flight)).isTrue();
    assertThat(pending.prepare(flight, config(1))).isNotNull();
  }

  @Test
  void theEndOfAFlightMakesRoomForAnother() {
    assertThat(pending.end(begun())).isNotNull();
    assertThat(pending.end(begun())).isNotNull();
  }

  @Test
  void theRefusalByTheControlPlaneIsRemembered() {
    PendingPeers.Ended ended = pending.end(begun(), Outcome.NOT_FOUND, "on purpose");
    assertThat(ended).isNotNull();
    assertThat(cache.refusals().of(key(1), 0))
        .contains(new Refusal(Outcome.NOT_FOUND, "on purpose", null));
  }

  @Test
  void theRefusalForAConflictAppliesUntilAnAddressIsFree() {
    PendingPeer flight = begun();
    int departures = hotSet.departures();
    assertThat(pending.prepare(flight, config(1))).isNotNull();
    assertThat(pending.asksHolder(flight, key(9))).isTrue();
    assertThat(pending.end(flight, Outcome.CONFIG_REFUSED, "on purpose")).isNotNull();
    assertThat(cache.refusals().of(key(1), departures))
        .contains(new Refusal(Outcome.CONFIG_REFUSED, "on purpose", departures));
    assertThat(cache.refusals().of(key(1), departures + 1)).isEmpty();
  }

  @Test
  void otherEndsAreNotRemembered() {
    assertThat(pending.end(begun(), Outcome.LOOKUP_TIMEOUT, "on purpose")).isNotNull();
    assertThat(cache.refusals().of(key(1), 0)).isEmpty();
    PendingPeer flight = begun();
    assertThat(pending.end(flight)).isNotNull();
    assertThat(pending.end(flight, Outcome.NOT_FOUND, "too late")).isNull();
    assertThat(cache.refusals().of(key(1), 0)).as("ended before").isEmpty();
  }

  @Test
  void anInitiationThatIsNotReturnedIsNotUnanswered() {
    PendingPeer flight = begun();
    hotSet.installed(config(1));
    assertThat(pending.installed(flight, config(1)))
        .isEqualTo(new PendingPeers.Ended(flight.demand, List.of()));
    time.advance(Duration.ofSeconds(5));
    assertThat(initiate(2).outcome()).isEqualTo(Outcome.ALREADY_RESIDENT);
  }

  @Test
  void withoutTimeNothingIsAwaited() throws Exception {
    PendingPeer unused = begun();
    pending.awaitNone(0);
    assertThat(pending.size()).isOne();
  }
}
