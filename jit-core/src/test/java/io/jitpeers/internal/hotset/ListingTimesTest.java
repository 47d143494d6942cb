package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.wireguard.IpPrefix;
import org.junit.jupiter.api.Test;

/** Since when a peer's traffic has not been measured. */
class ListingTimesTest {
  private static final int STORED = 16;

  private final ListingTimes times = new ListingTimes();

  /** Returns a peer that the latest listing showed. */
  private ResidentRecord listed(long installedAt) {
    ResidentRecord peer =
        new ResidentRecord(key(1), PeerOrigin.PROVISIONED, new IpPrefix[0], installedAt);
    peer.listedEpoch = times.epoch();
    return peer;
  }

  @Test
  void countsFromTheInstallIfNoListingShowedThePeer() {
    ResidentRecord peer = listed(7);
    assertThat(times.lastLook(peer)).isEqualTo(7);
    times.begin(10, false);
    assertThat(times.lastLook(peer)).isEqualTo(7);
    assertThat(times.begun()).isEqualTo(10);
  }

  @Test
  void countsFromTheLatestFullListingThatShowedThePeer() {
    times.begin(10, false);
    ResidentRecord missed = listed(7);
    times.begin(20, false);
    ResidentRecord shown = listed(7);
    times.begin(30, true);
    ResidentRecord glanced = listed(7);
    ResidentRecord installedLater = listed(25);
    times.begin(40, false);

    assertThat(times.lastLook(missed)).isEqualTo(10);
    assertThat(times.lastLook(shown)).isEqualTo(20);
    assertThat(times.lastLook(glanced)).as("a glance measures no traffic").isEqualTo(20);
    assertThat(times.lastLook(installedLater)).isEqualTo(25);
  }

  @Test
  void countsFromTheOldestStoredListingIfThatOfThePeerIsForgotten() {
    times.begin(10, false);
    ResidentRecord peer = listed(7);
    for (int i = 1; i < STORED; i++) {
      times.begin(10 + i, false);
    }
    assertThat(times.lastLook(peer)).isEqualTo(10);
    times.begin(10 + STORED, false);
    assertThat(times.lastLook(peer)).as("overwritten").isEqualTo(11);
  }
}
