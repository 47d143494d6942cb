package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.internal.common.StatisticsSnapshot.TrafficBytes;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerStatus;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the hot set knows about peers' endpoints and traffic. */
class HotSetAccountsTest {
  private static final InetSocketAddress HOME = at("198.51.100.7", 40_000);
  private static final InetSocketAddress CAFE = at("203.0.113.9", 1_024);
  private static final InetSocketAddress HOME6 = at("2001:db8::7", 40_000);
  private static final InetSocketAddress CAFE6 = at("2001:db8:1::7", 40_000);
  private static final Instant SHAKEN = Instant.parse("2026-11-28T12:00:00.123456789Z");

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddresses.forString(address), port);
  }

  private static PeerStatus status(
      int number,
      @Nullable InetSocketAddress endpoint,
      @Nullable Instant handshake,
      long rx,
      long tx) {
    return new PeerStatus(key(number), false, endpoint, handshake, rx, tx, 0, List.of(ip(number)));
  }

  /** Returns the events of a listing, without those that ConnectionsFlowTest is about. */
  private List<JitEvent> list(PeerStatus... statuses) {
    return allOf(statuses).stream()
        .filter(event -> !(event instanceof JitEvent.PeerConnected))
        .filter(event -> !(event instanceof JitEvent.PeerDisconnected))
        .toList();
  }

  private List<JitEvent> allOf(PeerStatus... statuses) {
    time.advance(Duration.ofMinutes(1));
    Listing listing = hotSet.beginListing();
    for (PeerStatus status : statuses) {
      listing.accept(status);
    }
    var unused = listing.finish(ListingResult.of(statuses.length, true));
    return listing.events();
  }

  private void installed(int... numbers) {
    IntStream.of(numbers).forEach(number -> hotSet.installed(config(number)));
  }

  @Test
  void theFirstHandshakeIsToldOnceWithItsReading() {
    installed(1);
    assertThat(list(status(1, HOME, null, 148, 92))).isEmpty();
    assertThat(list(status(1, HOME, SHAKEN, 300, 200)))
        .containsExactly(
            new JitEvent.PeerEstablished(key(1), new PeerReading(HOME, SHAKEN, 300, 200)));
    assertThat(list(status(1, HOME, SHAKEN.plusSeconds(120), 600, 400))).isEmpty();
    assertThat(list(status(1, HOME, null, 0, 0))).as("made anew").isEmpty();
    assertThat(list(status(1, HOME, SHAKEN.plusSeconds(240), 148, 92)))
        .as("established already")
        .isEmpty();
    hotSet.removed(key(1));
    installed(1);
    assertThat(list(status(1, HOME, SHAKEN.plusSeconds(300), 148, 92))).as("anew").hasSize(1);
  }

  @Test
  void aFirstHandshakeEstablishesThePeerAndConnectsItsClient() {
    installed(1);
    PeerReading reading = new PeerReading(HOME, SHAKEN, 300, 200);
    assertThat(allOf(status(1, HOME, SHAKEN, 300, 200)))
        .containsExactly(
            new JitEvent.PeerEstablished(key(1), reading),
            new JitEvent.PeerConnected(key(1), reading));
  }

  /** Whether a session that nobody saw begin is alive follows from the wall clock. */
  @Test
  void aFoundPeersSessionIsAliveIfItsHandshakeIsYoung() {
    Instant now = time.wallTime();
    list(
        status(1, HOME, now.minusSeconds(30), 1, 1),
        status(2, HOME, now.minusSeconds(600), 1, 1),
        status(3, HOME, null, 1, 1));
    assertThat(hotSet.connections().count()).isEqualTo(1);
    assertThat(hotSet.connections().contains(key(1))).isTrue();
    hotSet.reset();
    assertThat(hotSet.connections().count()).isZero();
  }

  @Test
  void aMoveIsToldWithWhereItCameFrom() {
    installed(1);
    list(status(1, HOME, SHAKEN, 100, 100));
    long rx = 100;
    InetSocketAddress before = HOME;
    for (InetSocketAddress next :
        List.of(CAFE, HOME6, CAFE6, at("2001:db8:1::7", 40_001), HOME, at("198.51.100.7", 1))) {
      rx++;
      PeerStatus there = status(1, next, SHAKEN, rx, 100);
      assertThat(list(there))
          .containsExactly(
              new JitEvent.PeerRoamed(key(1), before, new PeerReading(next, SHAKEN, rx, 100)));
      assertThat(list(there)).as("still there").isEmpty();
      before = next;
    }
  }

  @Test
  void anEndpointThatAppearsOrVanishesIsNoMove() {
    installed(1);
    list(status(1, null, SHAKEN, 0, 0));
    assertThat(list(status(1, HOME, SHAKEN, 1, 0))).isEmpty();
    assertThat(list(status(1, null, SHAKEN, 1, 0))).isEmpty();
    assertThat(hotSet.lastReading(key(1)).endpoint()).isNull();
    assertThat(list(status(1, CAFE, SHAKEN, 2, 0))).as("from nowhere").isEmpty();
    assertThat(list(status(1, new InetSocketAddress("198.51.100.7", 0), SHAKEN, 3, 0))).isEmpty();
    assertThat(list(status(1, InetSocketAddress.createUnresolved("x", 9), SHAKEN, 4, 0))).isEmpty();
    assertThat(hotSet.lastReading(key(1)).endpoint()).as("not an address").isNull();
  }

  /** Two addresses with the same hash, which only their bytes distinguish. */
  @Test
  void aMoveToAnAddressOfTheSameHashIsSeenOnceItSends() throws Exception {
    InetSocketAddress one = at("2001:db8:0:1::5", 9);
    InetSocketAddress other = at("2001:db8::1:0:5", 9);
    assertThat(one.getAddress()).hasSameHashCodeAs(other.getAddress());
    installed(1);
    list(status(1, one, SHAKEN, 100, 0));
    assertThat(list(status(1, other, SHAKEN, 101, 0))).hasSize(1);
    assertThat(hotSet.lastReading(key(1)).endpoint()).isEqualTo(other);
  }

  @Test
  void aLinkLocalEndpointKeepsItsInterface() throws UnknownHostException {
    InetAddress linkLocal =
        Inet6Address.getByAddress(null, InetAddresses.forString("fe80::1").getAddress(), 3);
    installed(1);
    list(status(1, new InetSocketAddress(linkLocal, 51_820), SHAKEN, 0, 0));
    InetSocketAddress read = hotSet.lastReading(key(1)).endpoint();
    assertThat(((Inet6Address) read.getAddress()).getScopeId()).isEqualTo(3);
    assertThat(read.getPort()).isEqualTo(51_820);
  }

  @Test
  void aPeerOfSomebodyElseCausesNoEventUntilItIsAdopted() {
    assertThat(list(status(1, HOME, null, 0, 0))).isEmpty();
    assertThat(list(status(1, CAFE, SHAKEN, 1, 0))).isEmpty();
    hotSet.configs().adopted(config(1));
    assertThat(list(status(1, HOME, SHAKEN, 2, 0))).hasSize(1);
  }

  @Test
  void theLastReadingIsThatOfTheLastListing() {
    installed(1);
    assertThat(hotSet.lastReading(key(1))).isEqualTo(PeerReading.NONE);
    list(status(1, HOME, SHAKEN, 1_000, 2_000));
    assertThat(hotSet.lastReading(key(1))).isEqualTo(new PeerReading(HOME, SHAKEN, 1_000, 2_000));
    hotSet.removed(key(1));
    assertThat(hotSet.lastReading(key(1))).isEqualTo(PeerReading.NONE);
  }

  @Test
  void aLostPeerIsToldWithItsLastReading() {
    installed(1);
    list(status(1, CAFE6, SHAKEN, 7, 8));
    assertThat(list()).isEmpty();
    assertThat(list())
        .containsExactly(new JitEvent.PeerLost(key(1), new PeerReading(CAFE6, SHAKEN, 7, 8)));
  }

  @Test
  void totalsOutliveWhoMovedThem() {
    installed(1, 2);
    list(status(1, HOME, SHAKEN, 1_000, 100), status(2, HOME, SHAKEN, 50, 5));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_050, 105));
    list(status(1, HOME, SHAKEN, 1_000, 100), status(2, HOME, SHAKEN, 60, 5));
    assertThat(hotSet.traffic()).as("only what is new").isEqualTo(new TrafficBytes(1_060, 105));
    hotSet.removed(key(1));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_060, 105));
    installed(1);
    list(status(1, HOME, SHAKEN, 148, 92), status(2, HOME, SHAKEN, 60, 5));
    assertThat(hotSet.traffic()).as("came back").isEqualTo(new TrafficBytes(1_208, 197));
    hotSet.reset();
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_208, 197));
  }

  @Test
  void aCounterThatWentBackCountsFromZeroAndIsNeverNegative() {
    installed(1);
    list(status(1, HOME, SHAKEN, 1_000, 1_000));
    list(status(1, HOME, SHAKEN, 400, 2_000));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_400, 3_000));
    list(status(1, HOME, SHAKEN, 500, 0));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_900, 3_000));
  }

  @Test
  void aFoundPeerCountsFromWhenItWasFound() {
    list(status(1, HOME, SHAKEN, 1_000_000, 1_000_000));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(0, 0));
    list(status(1, HOME, SHAKEN, 1_000_010, 1_000_001));
    assertThat(hotSet.traffic()).as("foreign").isEqualTo(new TrafficBytes(10, 1));
    hotSet.configs().adopted(config(1));
    list(status(1, HOME, SHAKEN, 1_000_030, 1_000_001));
    assertThat(hotSet.traffic()).as("adopted").isEqualTo(new TrafficBytes(30, 1));
    assertThat(hotSet.lastReading(key(1)))
        .as("the data plane's own counters")
        .isEqualTo(new PeerReading(HOME, SHAKEN, 1_000_030, 1_000_001));
  }

  /** The listed status may be from before the install, when another peer had the key. */
  @Test
  void whatWasInstalledDuringAListingIsCountedByTheNext() {
    installed(1);
    list(status(1, HOME, SHAKEN, 1_000, 0));
    Listing listing = hotSet.beginListing();
    hotSet.removed(key(1));
    installed(1);
    listing.accept(status(1, HOME, SHAKEN, 1_500, 0));
    var unused = listing.finish(ListingResult.of(1, true));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_000, 0));
    assertThat(listing.events()).isEmpty();
    list(status(1, HOME, SHAKEN, 200, 0));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_200, 0));
  }

  @Test
  void aViewSaysWhereAndWhen() {
    installed(1, 2, 3);
    list(status(1, HOME, SHAKEN, 0, 0), status(2, HOME6, Instant.EPOCH, 0, 0));
    assertThat(hotSet.find(key(1)).orElseThrow().endpoint()).isEqualTo(HOME);
    assertThat(hotSet.find(key(1)).orElseThrow().latestHandshake()).isEqualTo(SHAKEN);
    assertThat(hotSet.find(key(2)).orElseThrow().endpoint()).isEqualTo(HOME6);
    assertThat(hotSet.find(key(3)).orElseThrow().endpoint()).isNull();
    assertThat(hotSet.find(key(3)).orElseThrow().latestHandshake()).isNull();
  }

  /** Not even for the comparison of IPv6 addresses, if nothing was received. */
  @Test
  void aListingInWhichNothingChangedMakesNoObjectsForPeers() {
    int peers = 20_000;
    List<PeerStatus> statuses = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      installed(i);
      statuses.add(status(i, i % 2 == 0 ? HOME : HOME6, SHAKEN, 5, 5));
    }
    for (int warmUp = 0; warmUp < 20; warmUp++) {
      acceptAll(statuses);
    }
    // Code that is recompiled during the measurement allocates more than compiled code.
    long least = Long.MAX_VALUE;
    for (int look = 0; look < 10; look++) {
      least = Math.min(least, Allocation.during(() -> acceptAll(statuses)));
    }
    assertThat(least).isLessThan(peers);
  }

  private void acceptAll(List<PeerStatus> statuses) {
    Listing listing = hotSet.beginListing();
    statuses.forEach(listing::accept);
  }

  /** A script that reads the endpoint would not understand an interface after the address. */
  @Test
  void aGlobalEndpointHasNoInterface() {
    installed(1);
    list(status(1, HOME6, SHAKEN, 0, 0));
    assertThat(hotSet.lastReading(key(1)).endpoint().getAddress().getHostAddress())
        .isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void oneDirectionAloneMovesItsTotalOnly() {
    installed(1);
    list(status(1, HOME, SHAKEN, 1_000, 100));
    list(status(1, HOME, SHAKEN, 1_000, 300));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_000, 300));
    list(status(1, HOME, SHAKEN, 1_001, 300));
    assertThat(hotSet.traffic()).isEqualTo(new TrafficBytes(1_001, 300));
  }

  /** The dump of a device that changes meanwhile may show a peer twice. */
  @Test
  void aListingCountsAPeerOnce() {
    installed(1);
    assertThat(list(status(1, HOME, SHAKEN, 10, 20), status(1, CAFE, SHAKEN, 30, 40))).hasSize(1);
    assertThat(hotSet.lastReading(key(1))).isEqualTo(new PeerReading(HOME, SHAKEN, 10, 20));
  }
}
