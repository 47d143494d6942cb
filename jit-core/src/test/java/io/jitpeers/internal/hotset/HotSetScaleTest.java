package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testing.UsedHeap;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many peers and many threads. */
class HotSetScaleTest {
  private static final int PEERS = 100_000;

  /**
   * 500,000 peers, the default limit, then fit in 140 or 165 MB. This includes the allowed IPs, the
   * indexes, the queue of questions and the listed endpoint, which is different for each peer.
   */
  @ParameterizedTest
  @CsvSource({"1, 280", "2, 330"})
  void aResidentPeerTakesFewBytesOfHeap(int allowedIps, long most) {
    HotSet warmUp = new HotSet(new ManualTime());
    fill(warmUp, 1_000, allowedIps);
    HotSet hotSet = new HotSet(new ManualTime());
    // Other code in this JVM adds noise in both directions, so an implausible measurement is
    // repeated.
    long perPeer = 0;
    for (int attempt = 0; attempt < 5 && !isPlausible(perPeer, most); attempt++) {
      hotSet.reset();
      hotSet = new HotSet(new ManualTime());
      long before = UsedHeap.bytes();
      fill(hotSet, PEERS, allowedIps);
      perPeer = (UsedHeap.bytes() - before) / PEERS;
    }
    assertThat(hotSet.size()).isEqualTo(PEERS);
    assertThat(perPeer).matches(bytes -> isPlausible(bytes, most), "150 to " + most);
  }

  /** A key, a prefix and a map entry alone are more than 100 bytes. */
  private static boolean isPlausible(long bytes, long most) {
    return bytes >= 150 && bytes <= most;
  }

  private static PeerConfig config(int number, int allowedIps) {
    PeerConfig.Builder config = Peers.config(number).toBuilder();
    if (allowedIps == 2) {
      config.allowedIp(IpPrefix.ofBits(true, 0xFD00L << 48, number, 128));
    }
    return config.build();
  }

  private static void fill(HotSet hotSet, int peers, int allowedIps) {
    for (int i = 0; i < peers; i++) {
      PeerConfig config = config(i, allowedIps);
      assertThat(hotSet.reserve(config.publicKey(), config.allowedIps())).isNull();
      hotSet.installed(config);
      hotSet.configs().confirmed(config, Duration.ofSeconds(i % 300));
    }
    Listing listing = hotSet.beginListing();
    for (int i = 0; i < peers; i++) {
      InetSocketAddress endpoint = new InetSocketAddress(Peers.ip(i).address(), 51_820);
      listing.accept(Peers.status(key(i), 1, i, i, List.of(), endpoint));
    }
    assertThat(listing.finish(ListingResult.of(peers, true))).isEmpty();
  }

  @Test
  void staysConsistentUnderConcurrentUse() throws Exception {
    HotSet hotSet = new HotSet(TimeSource.system());
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
    try {
      List<Future<Void>> work = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread * 1_000;
        work.add(pool.submit(changes(hotSet, first)));
      }
      work.add(pool.submit(listings(hotSet)));
      for (Future<Void> each : work) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    // Every thread left its peers with even numbers, and no other peer's allowed IPs conflict with
    // them.
    assertThat(hotSet.view())
        .hasSize(threads * 500)
        .allMatch(peer -> peer.origin() == PeerOrigin.PROVISIONED);
    PeerConfig odd = Peers.config(1);
    assertThat(hotSet.reserve(key(99_999), odd.allowedIps())).isNull();
    assertThat(hotSet.reserve(key(99_999), Peers.config(2).allowedIps())).isNotNull();
  }

  private static Callable<Void> changes(HotSet hotSet, int first) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(first);
    return () -> {
      for (int round = 0; round < 5; round++) {
        for (int i = first; i < first + 1_000; i++) {
          PeerConfig config = Peers.config(i);
          assertThat(hotSet.reserve(config.publicKey(), config.allowedIps())).isNull();
          hotSet.installed(config);
          hotSet.initiationSeen(key(first + random.nextInt(1_000)));
        }
        for (int i = first + 1; i < first + 1_000; i += 2) {
          assertThat(hotSet.removed(key(i))).isTrue();
        }
      }
      return null;
    };
  }

  private static Callable<Void> listings(HotSet hotSet) {
    return () -> {
      for (int round = 0; round < 50; round++) {
        Listing listing = hotSet.beginListing();
        // The current peers; some of them will have been removed when their status arrives.
        hotSet.view().stream()
            .map(peer -> Peers.status(peer.key(), 1, 0, 0, List.of()))
            .forEach(listing::accept);
        listing.finish(ListingResult.of(0, false));
      }
      return null;
    };
  }
}
