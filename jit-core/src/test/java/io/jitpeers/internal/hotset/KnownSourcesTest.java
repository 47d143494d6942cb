package io.jitpeers.internal.hotset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.HeapSize;
import io.jitpeers.testkit.ManualTime;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The sources where peers are known to be. */
class KnownSourcesTest {
  private static final InetSocketAddress CARRIER = new InetSocketAddress("198.51.100.7", 1);
  private static final InetSocketAddress HOME = new InetSocketAddress("2001:db8:0:7::1", 1);

  private final HotSet hotSet = new HotSet(new ManualTime(), null, NestedAllowedIps.PERMIT);

  @Test
  void aListingShowsHowManyPeersAreWhere() {
    list(0, 3, CARRIER);
    assertThat(residents(CARRIER)).isEqualTo(3);
    assertThat(residents(HOME)).isEqualTo(KnownSources.STRANGER);

    list(0, 1, new InetSocketAddress("198.51.100.7", 9));
    list(1, 3, HOME);
    assertThat(residents(CARRIER)).isOne();
    assertThat(residents(HOME)).isEqualTo(2);
    // All addresses of a subscriber count as one source.
    assertThat(residents(new InetSocketAddress("2001:db8:0:7:1::9", 5))).isEqualTo(2);
    assertThat(residents(new InetSocketAddress("2001:db8:0:8::1", 5)))
        .isEqualTo(KnownSources.STRANGER);
  }

  @Test
  void whoLeavesIsKnownForAWhile() {
    list(0, 2, CARRIER);
    hotSet.removed(Peers.key(0));
    assertThat(residents(CARRIER)).isOne();
    hotSet.removed(Peers.key(1));
    assertThat(residents(CARRIER)).isZero();

    list(0, 2, HOME);
    hotSet.reset();
    assertThat(residents(HOME)).isEqualTo(KnownSources.STRANGER);
    assertThat(residents(CARRIER)).isZero();
  }

  @Test
  void aPeerWithoutAnEndpointIsNowhere() {
    list(0, 1, CARRIER);
    list(0, 1, null);
    assertThat(residents(CARRIER)).isEqualTo(KnownSources.STRANGER);
    hotSet.removed(Peers.key(0));
    assertThat(residents(CARRIER)).isEqualTo(KnownSources.STRANGER);
  }

  @Test
  void whereAPeerWasInstalledForIsKnown() {
    hotSet.sources().served(InetAddresses.forString("192.0.2.9"));
    assertThat(residents(new InetSocketAddress("192.0.2.9", 7))).isZero();
  }

  @Test
  void theNewestAreRememberedInFixedMemory() {
    RecentSources recent = new RecentSources();
    long empty = HeapSize.of(recent);
    for (long source = 1; source <= 1_000_000; source++) {
      recent.add(source);
      assertThat(recent.contains(source)).isTrue();
    }
    assertThat(HeapSize.of(recent)).isEqualTo(empty).isLessThan(129L << 10);
    long remembered = 0;
    for (long source = 1_000_000 - RecentSources.CAPACITY / 2; source <= 1_000_000; source++) {
      remembered += recent.contains(source) ? 1 : 0;
    }
    // With four sources in a set, few of the newest half were replaced by others of their set.
    assertThat(remembered).isGreaterThan(RecentSources.CAPACITY / 2 * 8 / 10);
    assertThat(recent.contains(0)).isFalse();
  }

  /**
   * Compares the counts with a map, while sources come and go, so that chains form and gaps are
   * closed.
   */
  @Test
  void countsAsAMapDoes() {
    SourceCounts counts = new SourceCounts();
    Map<Long, Integer> model = new HashMap<>();
    Random dice = new Random(5);
    for (int i = 0; i < 300_000; i++) {
      long source = dice.nextInt(2_000) - 1_000L;
      if (dice.nextInt(100) < (i / 20_000 % 2 == 0 ? 70 : 30)) {
        counts.increment(source);
        model.merge(source, 1, Integer::sum);
      } else {
        counts.decrement(source);
        model.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
      }
      long other = dice.nextInt(2_000) - 1_000L;
      assertThat(counts.get(other)).isEqualTo(model.getOrDefault(other, 0));
    }
    counts.clear();
    assertThat(counts.get(1)).isZero();
  }

  @Test
  void lookingMakesNoObject() {
    list(0, 3, CARRIER);
    long known = SourceKey.of(CARRIER.getAddress());
    Runnable looks =
        () -> {
          for (long i = 0; i < 200_000; i++) {
            hotSet.sources().residents(known + (i & 1));
          }
        };
    looks.run();
    assertThat(Allocation.least(looks, 50_000)).isLessThan(50_000);
  }

  private int residents(InetSocketAddress at) {
    return hotSet.sources().residents(SourceKey.of(at.getAddress()));
  }

  private void list(int from, int to, InetSocketAddress at) {
    Listing listing = hotSet.beginListing();
    for (int i = from; i < to; i++) {
      accept(listing, i, at);
    }
    listing.finish(ListingResult.of(to - from, false));
  }

  private static void accept(Listing listing, int number, InetSocketAddress at) {
    listing.accept(Peers.status(Peers.key(number), 1, 1, 1, Peers.prefixes(), at));
  }

  @Test
  void aSourceThatWasNotAddedIsAStranger() {
    RecentSources recent = new RecentSources();
    assertThat(recent.contains(0)).as("the mark of an unused slot").isFalse();
    for (long source = 1; source <= 1_000; source++) {
      recent.add(source);
    }
    for (long source = 1_001; source <= 100_000; source++) {
      assertThat(recent.contains(source)).isFalse();
    }
  }
}
