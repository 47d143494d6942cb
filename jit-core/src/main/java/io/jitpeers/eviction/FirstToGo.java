package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps a bounded number of the offered peers: those that a {@link CapacityPolicy} selects first.
 * Memory grows with the bound, not with the number of offered peers. Not thread-safe.
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

    /** Returns whether a peer with these values, offered later, goes before this one. */
    private boolean isAfter(boolean mayLive, long idle) {
      return sessionMayLive == mayLive ? idleNanos < idle : sessionMayLive;
    }
  }

  private static final Comparator<Place> FIRST_TO_GO =
      Comparator.comparing((Place place) -> place.sessionMayLive)
          .thenComparing(Comparator.comparingLong((Place place) -> place.idleNanos).reversed())
          .thenComparingLong(place -> place.order);

  private final int most;
  // The peer that goes last is the head.
  private final PriorityQueue<Place> places = new PriorityQueue<>(FIRST_TO_GO.reversed());
  private long offered;

  /** Creates an empty selection of at most the given number of peers, none if it is negative. */
  FirstToGo(int most) {
    this.most = Math.max(0, most);
  }

  /**
   * Keeps a peer if it is one of those that go first. Of peers with equal values, those offered
   * first go first.
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

  /** Returns the keys of the kept peers, in the order in which they go. */
  List<PublicKey> keys() {
    return places.stream().sorted(FIRST_TO_GO).map(place -> place.key).toList();
  }
}
