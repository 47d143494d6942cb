package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps the peers that a {@link CapacityPolicy} evicts first, up to a maximum number. The policy
 * passes all candidates to {@link #offer}. The memory use grows with the maximum number, not with
 * the number of candidates. Not thread-safe.
 */
final class FirstToGo {
  /** One kept peer. The object is reused when another peer replaces the kept peer. */
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
     * Returns whether another peer, which is offered later, is to be evicted before this peer. The
     * parameters are the other peer's values. If both peers have equal values, this peer is to be
     * evicted first, and the result is false.
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
   * Keeps a peer if the peer is among the peers to evict first. Peers that have the same idle time
   * and the same value of {@code sessionMayLive} are evicted in the order of the calls of this
   * method.
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
