package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures in this JVM how much heap the hot set needs for each resident peer. Each peer has one
 * IPv4 allowed IP ({@value #ONE}), or an IPv4 and an IPv6 allowed IP ({@value #TWO}), the time of
 * its next revalidation, and the endpoint, handshake and traffic that a listing reports. Each
 * endpoint has an address of its own. The yardstick is a map from the peers' keys to their first
 * allowed IPs ({@value #MAP}). Prints a sample. There is only one measurement in each JVM. If there
 * were two, garbage of the first might be collected during the second and make its result too
 * small.
 */
public final class HotSetHeapMain {
  /** The yardstick: a map. */
  static final String MAP = "heap.map";

  /** The hot set with one allowed IP for each peer. */
  static final String ONE = "heap.hot-set";

  /** The hot set with two allowed IPs for each peer. */
  static final String TWO = "heap.hot-set-two";

  private static final int LOOKS = 3;
  private static final int WARM_UP = 1_000;

  private HotSetHeapMain() {}

  /**
   * Measures.
   *
   * @param arguments what to measure, and the number of peers
   */
  public static void main(String[] arguments) {
    String what = arguments[0];
    int peers = Integer.parseInt(arguments[1]);
    Object unused = filled(what, WARM_UP);
    Samples.print(what, bytesPerPeer(peers, () -> filled(what, peers)));
  }

  private static Object filled(String what, int peers) {
    return switch (what) {
      case MAP -> map(peers);
      case ONE -> hotSet(peers, 1);
      case TWO -> hotSet(peers, 2);
      default -> throw new IllegalArgumentException("nothing is called " + what);
    };
  }

  private static double bytesPerPeer(int peers, Supplier<Object> filled) {
    long before = usedHeap();
    Object all = filled.get();
    try {
      return (double) (usedHeap() - before) / peers;
    } finally {
      Reference.reachabilityFence(all);
    }
  }

  private static Map<PublicKey, IpPrefix> map(int peers) {
    Map<PublicKey, IpPrefix> map = new HashMap<>();
    for (int i = 0; i < peers; i++) {
      PeerConfig config = SyntheticPeers.config(SyntheticPeers.key(i), i);
      map.put(config.publicKey(), config.allowedIps().get(0));
    }
    return map;
  }

  private static HotSet hotSet(int peers, int allowedIps) {
    HotSet hotSet = new HotSet(TimeSource.system());
    for (int i = 0; i < peers; i++) {
      PeerConfig config = SyntheticPeers.config(SyntheticPeers.key(i), i, allowedIps);
      if (hotSet.reserve(config.publicKey(), config.allowedIps()) != null) {
        throw new IllegalStateException("the peer " + i + " has another one's allowed IP");
      }
      hotSet.installed(config);
      hotSet.configs().confirmed(config, Duration.ofMinutes(5));
    }
    Listing listing = hotSet.beginListing();
    Instant handshake = Instant.now();
    for (int i = 0; i < peers; i++) {
      listing.accept(status(SyntheticPeers.key(i), i, handshake));
    }
    var unused = listing.finish(ListingResult.of(peers, true));
    return hotSet;
  }

  private static PeerStatus status(PublicKey key, int number, Instant handshake) {
    InetSocketAddress endpoint = SyntheticPeers.client(number);
    return new PeerStatus(key, false, endpoint, handshake, number, number, 0, List.of());
  }

  /** Returns the used heap in bytes, without garbage. */
  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
