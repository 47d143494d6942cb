package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ListingResult;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Listings of peers that have not been used since the listing before, which are most peers. */
class UnchangedPeersTest {
  private static final int PEERS = 50;

  private final ManualTime time = new ManualTime();
  private final CountingClock clock = new CountingClock();
  private final HotSet hotSet = new HotSet(clock);

  private final class CountingClock implements TimeSource {
    private int readings;

    @Override
    public long nanoTime() {
      readings++;
      return time.nanoTime();
    }

    @Override
    public Instant wallTime() {
      readings++;
      return time.wallTime();
    }
  }

  /** Returns how often the clock was read. */
  private int list(int changed) {
    int before = clock.readings;
    Listing listing = hotSet.beginListing();
    for (int peer = 0; peer < PEERS; peer++) {
      listing.accept(status(peer, 7, peer < changed ? 9_999 : 148, 92));
    }
    listing.finish(ListingResult.of(PEERS, true));
    return clock.readings - before;
  }

  @Test
  void theClockIsReadOnlyForPeersThatChanged() {
    for (int peer = 0; peer < PEERS; peer++) {
      hotSet.installed(config(peer));
    }
    list(0);
    int unchanged = list(0);
    assertThat(unchanged).isLessThan(PEERS);
    assertThat(list(3)).isEqualTo(unchanged + 3);
  }

  @Test
  void theyGrowOlder() {
    hotSet.installed(config(1));
    list(0);
    time.advance(Duration.ofMinutes(3));
    list(0);
    assertThat(hotSet.find(key(1)).orElseThrow().sinceHandshake()).isEqualTo(Duration.ofMinutes(3));
    assertThat(hotSet.find(key(1)).orElseThrow().idle()).isEqualTo(Duration.ofMinutes(3));
  }
}
