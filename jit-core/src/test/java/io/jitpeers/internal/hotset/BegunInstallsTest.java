package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BegunInstallsTest {
  private final HotSet hotSet = new HotSet(new ManualTime());
  private final BegunInstalls begun = new BegunInstalls(hotSet);

  private void list(PeerStatus... peers) {
    Listing listing = hotSet.beginListing();
    for (PeerStatus peer : peers) {
      listing.accept(peer);
    }
    listing.finish(ListingResult.of(peers.length, true));
  }

  @Test
  void aPeerIsNewUntilItIsResident() {
    assertThat(begun.begin(config(1))).isTrue();
    assertThat(begun.begin(config(1))).as("not known to be there").isTrue();
    hotSet.installed(config(1));
    assertThat(begun.begin(config(1))).isFalse();
    hotSet.removed(key(1));
    assertThat(begun.begin(config(1))).isTrue();
    list(status(2, 0, 0, 0));
    assertThat(begun.begin(config(2))).as("another program's").isFalse();
  }

  @Test
  void tellsOfAnInstallThatListingsDoNotShow() {
    List<PublicKey> told = new ArrayList<>();
    begun.whenNotInstalled(told::add);
    begun.begin(config(1));
    begun.begin(config(2));
    list(status(2, 0, 0, 0));
    assertThat(told).isEmpty();
    list(status(2, 0, 0, 0));
    assertThat(told).containsExactly(key(1));
  }

  /** The action removes the peer from the journal, into which a begun install writes it. */
  @Test
  void anActionRunsOnlyForWhoIsNotOursAndNoInstallBeginsMeanwhile() {
    List<String> done = new ArrayList<>();
    begun.begin(config(1));
    hotSet.installed(config(2));
    list(status(2, 0, 0, 0), status(3, 0, 0, 0));
    for (int number = 1; number <= 4; number++) {
      PublicKey key = key(number);
      String name = "peer " + number;
      begun.unlessOurs(
          key,
          () -> {
            assertThat(Thread.holdsLock(hotSet.lock)).isTrue();
            done.add(name);
          });
    }
    assertThat(done).as("the foreign one and the absent one").containsExactly("peer 3", "peer 4");
  }
}
