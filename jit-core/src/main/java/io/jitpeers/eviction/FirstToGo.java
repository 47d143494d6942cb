package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps a bounded number of the offered peers: the peers that a {@link CapacityPolicy} evicts
 * first. Memory grows with the bound, not with the number of offered peers. Not thread-safe.
 */
final class FirstToGo {
  /** One kept peer. The object is reused when another peer takes its place. */
  private static final class Place {
    private PublicKey key;
    private boolean sessionMayLive;
    private long idleNanos;
    private long order;

    private Place(PublicKey key) {
      this.key = key;
    }

    private void take(ResidentPeer peer, boolean mayLive, long offered) {
      key = peer.key();
      sessionMayLive = mayLive;
      idleNanos = peer.idleNanos();
      order = offered;
    }

    /**
     * Compares this peer with another peer, which has the given values and is offered later.
     * Returns whether the other peer is to be evicted first. If both have equal values, this peer
     * is to be evicted first.
     */
    private boolean isAfter(boolean mayLive, long idle) {
      return sessionMayLive == mayLive ? idleNanos < idle : sessionMayLive;
    }
  }

  private static final Comparator<Place> FIRST_TO_GO =
      Comparator.comparing((Place place) -> place.sessionMayLive)
          .thenComparing(Comparator.comparingLong((Place place) -> place.idleNanos).reversed())
          .thenComparingLong(place -> place.order);

  private final int most;
  // The head of the queue is the peer that is evicted last.
  private final PriorityQueue<Place> places = new PriorityQueue<>(FIRST_TO_GO.reversed());
  private long offered;

  /**
   * Creates an empty selection for at most the given number of peers. A negative number counts as
   * zero.
   */
  FirstToGo(int most) {
    this.most = Math.max(0, most);
  }

  /**
   * Keeps a peer if it is among the peers to evict first. Peers with equal values are evicted in
   * the order in which they were offered.
   */
  void offer(ResidentPeer peer, boolean sessionMayLive) {
    offered++;
    Place place;
    if (places.size() < most) {
      place = new Place(peer.key());
    } else {
      Place last = places.peek();
      if (last == null || !last.isAfter(sessionMayLive, peer.idleNanos())) {
        return;
      }
      place = places.remove();
    }
    place.take(peer, sessionMayLive, offered);
    places.add(place);
  }

  /** Returns the keys of the kept peers, in the order of their eviction. */
  List<PublicKey> keys() {
    return places.stream().sorted(FIRST_TO_GO).map(place -> place.key).toList();
  }
}
