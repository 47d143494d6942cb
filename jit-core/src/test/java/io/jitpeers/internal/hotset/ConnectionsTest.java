package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which clients count as connected, and which events report that. */
class ConnectionsTest {
  private static final Duration SESSION = Duration.ofMinutes(3);

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final Connections connections = hotSet.connections();

  private static PeerStatus status(int number, Instant handshake) {
    return new PeerStatus(key(number), false, null, handshake, 0, 0, 0, List.of(ip(number)));
  }

  private List<JitEvent> list(PeerStatus... statuses) {
    Listing listing = hotSet.beginListing();
    for (PeerStatus status : statuses) {
      listing.accept(status);
    }
    listing.finish(ListingResult.of(statuses.length, true));
    return listing.events();
  }

  /** Installs a peer, and lists it right after its client has completed a handshake. */
  private Instant connect(int number) {
    hotSet.installed(config(number));
    Instant handshake = time.wallTime();
    list(status(number, handshake));
    return handshake;
  }

  private static PeerReading reading(Instant handshake) {
    return new PeerReading(null, handshake, 0, 0);
  }

  @Test
  void aClientIsConnectedUntilItsLatestSessionHasEnded() {
    time.advance(Duration.ofHours(1));
    hotSet.installed(config(1));
    assertThat(list(status(1, null))).isEmpty();
    assertThat(connections.contains(key(1))).as("no handshake yet").isFalse();
    Instant first = time.wallTime();

    assertThat(list(status(1, first))).contains(new JitEvent.PeerConnected(key(1), reading(first)));
    assertThat(connections.contains(key(1))).isTrue();
    assertThat(connections.count()).isOne();

    time.advance(SESSION);
    Instant renewed = time.wallTime();
    assertThat(list(status(1, renewed))).as("renewed").isEmpty();
    time.advance(SESSION.minusNanos(1));
    assertThat(list(status(1, renewed))).as("still alive").isEmpty();
    assertThat(connections.contains(key(1))).isTrue();

    time.advance(Duration.ofNanos(1));
    assertThat(list(status(1, renewed)))
        .containsExactly(
            new JitEvent.PeerDisconnected(key(1), Disconnection.SILENT, reading(renewed)));
    assertThat(connections.contains(key(1))).isFalse();
    assertThat(connections.count()).isZero();
    assertThat(list(status(1, renewed))).as("told").isEmpty();

    Instant back = time.wallTime();
    assertThat(list(status(1, back)))
        .containsExactly(new JitEvent.PeerConnected(key(1), reading(back)));
  }

  /** A listing may lack handshakes that were completed while it was under way. */
  @Test
  void aListingThatBeganBeforeTheSessionEndedDoesNotEndIt() {
    Instant handshake = connect(1);
    time.advance(SESSION.minusSeconds(1));
    Listing listing = hotSet.beginListing();
    time.advance(Duration.ofSeconds(5));
    listing.accept(status(1, handshake));
    listing.finish(ListingResult.of(1, true));
    assertThat(listing.events()).isEmpty();
    assertThat(connections.contains(key(1))).isTrue();
  }

  @Test
  void aClientOfAForeignPeerIsCountedButNotToldOf() {
    Instant handshake = time.wallTime();
    assertThat(list(status(1, handshake))).isEmpty();
    assertThat(connections.contains(key(1))).isTrue();
    time.advance(SESSION);
    assertThat(list(status(1, handshake))).isEmpty();
    assertThat(connections.contains(key(1))).isFalse();
    assertThat(list(status(1, time.wallTime()))).isEmpty();
    assertThat(connections.count()).isOne();
  }

  /** Nobody saw the session begin, so only the wall clock says how old it is. */
  @ParameterizedTest
  @CsvSource({"0, true", "179, true", "180, false", "3600, false"})
  void aFoundPeersClientIsConnectedIfItsSessionIsAlive(long age, boolean connected) {
    list(status(1, time.wallTime().minusSeconds(age)));
    assertThat(connections.contains(key(1))).isEqualTo(connected);
    assertThat(connections.count()).isEqualTo(connected ? 1 : 0);
  }

  @Test
  void whoIsNotResidentIsNotConnected() {
    connect(1);
    connect(2);
    assertThat(connections.contains(key(3))).isFalse();
    assertThat(hotSet.removed(key(1))).isTrue();
    assertThat(connections.contains(key(1))).isFalse();
    assertThat(connections.count()).isOne();
  }

  @Test
  void whoDepartsLeavesItsLastState() {
    Instant handshake = connect(1);
    hotSet.installed(config(2));

    assertThat(connections.depart(key(1)))
        .isEqualTo(new Connections.Departure(reading(handshake), true, null));
    assertThat(connections.depart(key(2)))
        .isEqualTo(new Connections.Departure(PeerReading.NONE, false, null));
    assertThat(connections.depart(key(3)))
        .as("was not there")
        .isEqualTo(new Connections.Departure(PeerReading.NONE, false, null));
    assertThat(hotSet.size()).isZero();
    assertThat(connections.count()).isZero();
  }

  /** The caller tells that the client connected, and then that its peer was removed. */
  @Test
  void whoDepartsDuringAListingTakesItsEventAlong() {
    hotSet.installed(config(1));
    hotSet.installed(config(2));
    Instant handshake = time.wallTime();
    Listing listing = hotSet.beginListing();
    listing.accept(status(1, handshake));
    listing.accept(status(2, handshake));
    JitEvent connected = new JitEvent.PeerConnected(key(1), reading(handshake));

    assertThat(connections.depart(key(1)))
        .isEqualTo(new Connections.Departure(reading(handshake), true, connected));

    listing.finish(ListingResult.of(2, true));
    assertThat(listing.events())
        .doesNotContain(connected)
        .contains(new JitEvent.PeerConnected(key(2), reading(handshake)));
  }

  /** A device that was created again has the peers, but none of their sessions. */
  @Test
  void allAreDisconnectedIfTheSessionsEnd() {
    Instant first = connect(1);
    Instant second = connect(2);

    connections.forget();

    assertThat(connections.count()).isZero();
    assertThat(connections.contains(key(1))).isFalse();
    assertThat(hotSet.size()).isEqualTo(2);
    assertThat(list(status(1, first), status(2, second))).as("of before").isEmpty();
    time.advance(Duration.ofSeconds(1));
    Instant again = time.wallTime();
    assertThat(list(status(1, again), status(2, second)))
        .containsExactly(new JitEvent.PeerConnected(key(1), reading(again)));
    assertThat(connections.count()).isOne();
  }
}
