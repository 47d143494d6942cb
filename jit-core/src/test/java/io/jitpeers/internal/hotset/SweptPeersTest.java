package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The hot set as a sweep sees it. */
class SweptPeersTest {
  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);

  /** Fills the hot set with peers of both origins and states, and with endpoints of both kinds. */
  private void fill() {
    Instant expiry = time.wallTime().plusSeconds(600);
    hotSet.installed(config(1).toBuilder().expiresAt(expiry).build());
    hotSet.installed(config(2));
    hotSet.pins().add(key(2));
    time.advance(Duration.ofSeconds(5));
    Listing listing = hotSet.beginListing();
    listing.accept(at(1, new InetSocketAddress("203.0.113.7", 7)));
    listing.accept(at(3, new InetSocketAddress("2001:db8::7", 8)));
    assertThat(listing.finish(ListingResult.of(2, false))).isEmpty();
    time.advance(Duration.ofSeconds(7));
  }

  private static PeerStatus at(int number, InetSocketAddress endpoint) {
    return status(key(number), number, 1_000_000, 10, List.of(Peers.ip(number)), endpoint);
  }

  @Test
  void showsEachPeerInOneObject() {
    fill();
    SweptPeers swept = hotSet.beginSweep();
    Set<ResidentPeer> objects = new HashSet<>();
    List<ResidentPeer> copies = new ArrayList<>();
    swept.visit(
        peer -> {
          objects.add(peer);
          copies.add(((ResidentCursor) peer).copy());
          ResidentPeer copy = swept.find(peer.key()).orElseThrow();
          assertThat(copy).isEqualTo(((ResidentCursor) peer).copy());
          assertThat(peer.state()).isEqualTo(copy.state());
          assertThat(peer.origin()).isEqualTo(copy.origin());
          assertThat(peer.pinned()).isEqualTo(copy.pinned());
          assertThat(peer.rxBytes()).isEqualTo(copy.rxBytes());
          assertThat(peer.txBytes()).isEqualTo(copy.txBytes());
          assertThat(peer.sinceInstalled()).isEqualTo(copy.sinceInstalled());
          assertThat(peer.installedNanos()).isEqualTo(copy.sinceInstalled().toNanos());
          assertThat(peer.sinceHandshake()).isEqualTo(copy.sinceHandshake());
          assertThat(peer.idle())
              .isEqualTo(copy.idle())
              .isEqualTo(Duration.ofNanos(copy.idleNanos()));
          assertThat(peer.untilExpiry()).isEqualTo(copy.untilExpiry());
          assertThat(peer.expiryNanos()).isEqualTo(copy.expiryNanos());
          assertThat(peer.handshakeNanos()).isEqualTo(copy.handshakeNanos());
          assertThat(peer.endpoint()).isEqualTo(copy.endpoint());
          assertThat(peer.latestHandshake()).isEqualTo(copy.latestHandshake());
        });
    assertThat(objects).hasSize(1);
    assertThat(copies).hasSize(3).isEqualTo(hotSet.view());
    assertThat(swept.size()).isEqualTo(3);
    assertThat(swept.find(key(3)).orElseThrow())
        .matches(peer -> peer.origin() == PeerOrigin.FOREIGN && !peer.pinned())
        .extracting(ResidentPeer::endpoint)
        .isEqualTo(new InetSocketAddress("2001:db8::7", 8));
    assertThat(swept.find(key(2)).orElseThrow())
        .matches(ResidentPeer::pinned)
        .extracting(ResidentPeer::handshakeNanos)
        .isEqualTo(Long.MAX_VALUE);
  }

  /** Or a policy would be blamed for selecting a peer that expired meanwhile. */
  @Test
  void stillFindsAPeerThatLeft() {
    fill();
    SweptPeers swept = hotSet.beginSweep();
    ResidentPeer before = swept.find(key(1)).orElseThrow();
    assertThat(hotSet.removed(key(1))).isTrue();

    assertThat(swept.find(key(1))).contains(before);
    assertThat(visited(swept)).containsExactlyInAnyOrder(key(2), key(3));
    assertThat(swept.find(key(9))).isEmpty();
    swept.close();
    assertThat(swept.find(key(1))).isEmpty();
    assertThat(hotSet.removed(key(2))).isTrue();
    assertThat(swept.find(key(2))).as("left later").isEmpty();
  }

  @Test
  void aLaterSweepTakesOver() {
    fill();
    SweptPeers first = hotSet.beginSweep();
    SweptPeers second = hotSet.beginSweep();
    first.close();
    assertThat(hotSet.removed(key(1))).isTrue();

    assertThat(second.find(key(1))).isPresent();
    assertThat(first.find(key(1))).isEmpty();
  }

  @Test
  void agesAreThoseOfItsBeginning() {
    fill();
    SweptPeers swept = hotSet.beginSweep();
    Duration idle = swept.find(key(2)).orElseThrow().idle();
    time.advance(Duration.ofSeconds(3));
    hotSet.installed(config(4));

    assertThat(swept.find(key(2)).orElseThrow().idle()).isEqualTo(idle);
    assertThat(swept.find(key(4)).orElseThrow().sinceInstalled()).isZero();
    assertThat(swept.find(key(4)).orElseThrow().idle()).isZero();
  }

  @Test
  void aViewCopiesItsPeersOnceAndThenStays() {
    fill();
    HotSetView view = HotSetView.of(hotSet.beginSweep(), 7);
    assertThat(view.size()).isEqualTo(3);
    List<ResidentPeer> peers = view.peers();
    assertThat(hotSet.removed(key(1))).isTrue();

    assertThat(view.peers()).isSameAs(peers).hasSize(3).isUnmodifiable();
    List<ResidentPeer> seen = new ArrayList<>();
    view.visit(seen::add);
    assertThat(seen).isEqualTo(peers);
    assertThat(view).hasToString("HotSetView[3 peers, suggestedLimit=7]");
  }

  private static List<PublicKey> visited(SweptPeers swept) {
    List<PublicKey> keys = new ArrayList<>();
    swept.visit(peer -> keys.add(peer.key()));
    return keys;
  }
}
