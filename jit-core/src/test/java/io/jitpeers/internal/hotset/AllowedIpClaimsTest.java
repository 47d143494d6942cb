package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.prefixes;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who holds an allowed IP if the device, a reservation and another program disagree. */
class AllowedIpClaimsTest {
  private final HotSet hotSet =
      new HotSet(new ManualTime(), null, NestedAllowedIps.PERMIT_INSIDE_FOREIGN);

  private static PeerStatus holding(int number, String... allowedIps) {
    return status(key(number), 0, 0, 0, prefixes(allowedIps));
  }

  private List<PublicKey> list(PeerStatus... peers) {
    Listing listing = hotSet.beginListing();
    for (PeerStatus peer : peers) {
      listing.accept(peer);
    }
    return listing.finish(ListingResult.of(peers.length, true));
  }

  private Conflict conflict(String wanted) {
    return hotSet.reserve(key(99), prefixes(wanted));
  }

  /** The device moved the allowed IP to a peer of this gateway, and then back. */
  @Test
  void anAdoptedPeerGetsBackWhatTheDeviceShows() {
    list(holding(1, "10.0.0.1"));
    hotSet.configs().takenOver(key(1));
    hotSet.installed(config(2, "10.0.0.1"));
    assertThat(conflict("10.0.0.1").holder()).isEqualTo(key(2));

    list(holding(1, "10.0.0.1"), holding(2));

    assertThat(conflict("10.0.0.1"))
        .isEqualTo(
            new Conflict(IpPrefix.parse("10.0.0.1"), IpPrefix.parse("10.0.0.1"), key(1), false));
  }

  @Test
  void aForeignPeerGetsBackWhatTheDeviceShowsAsForeign() {
    list(holding(1, "10.0.0.1", "fd00::1"));
    hotSet.installed(config(2, "10.0.0.1"));

    list(holding(1, "10.0.0.1", "fd00::1"), holding(2));

    assertThat(conflict("10.0.0.0/24"))
        .isEqualTo(
            new Conflict(IpPrefix.parse("10.0.0.0/24"), IpPrefix.parse("10.0.0.1"), key(1), true));
  }

  /** The peer's client asked for it, and the control plane does not permit the peer after all. */
  @Test
  void whatAForeignPeerHasBackBeforeAListingIsForeignAfterIt() {
    list(holding(1, "10.0.0.0/8"));
    hotSet.installed(config(2, "10.0.0.0/8"));
    hotSet.removed(key(2));
    assertThat(hotSet.reserve(key(1), prefixes("10.0.0.0/8"))).isNull();
    hotSet.release(key(1));
    assertThat(conflict("10.0.5.2")).as("not known to be foreign").isNotNull();

    list(holding(1, "10.0.0.0/8"));

    assertThat(conflict("10.0.5.2")).as("inside a foreign one").isNull();
  }

  /** A reservation excuses the absences of its peer. */
  @Test
  void aReservationOnTheReplacedDeviceKeepsNoPeerOnTheNext() {
    assertThat(hotSet.reserve(key(1), prefixes("10.0.0.1"))).isNull();
    hotSet.reset();
    list(holding(1, "10.0.0.1"));
    list();
    list();
    assertThat(hotSet.contains(key(1))).isFalse();
    assertThat(conflict("10.0.0.1")).isNull();
  }

  @Test
  void anAllowedIpThatIsNamedTwiceIsOneAllowedIp() {
    hotSet.installed(config(1, "10.0.0.1", "10.0.0.1"));
    Listing listing = hotSet.beginListing();
    listing.accept(holding(1, "10.0.0.1"));
    listing.finish(ListingResult.of(1, true));
    assertThat(listing.events()).as("no other program changed it").isEmpty();
    hotSet.removed(key(1));
    assertThat(conflict("10.0.0.1")).isNull();
  }
}
