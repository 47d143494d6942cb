package io.jitpeers.internal.revalidation;

import io.jitpeers.wireguard.PublicKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The overdue peers: the control plane was asked about them but gave no usable answer. Each peer is
 * stored with the time at which the earlier answer about it ceased to be fresh. Empty while the
 * control plane answers. Not thread-safe.
 */
final class OverduePeers {
  /**
   * An overdue peer and its stored time. The peers are ordered by time, then by key. Times are
   * compared by their difference, because the clock's values may overflow.
   */
  private record Overdue(PublicKey key, long since) {}

  private static final Comparator<Overdue> LONGEST_FIRST =
      ((Comparator<Overdue>) (a, b) -> Long.compare(a.since() - b.since(), 0))
          .thenComparing(overdue -> overdue.key().toBase64());

  private final Map<PublicKey, Overdue> byKey = new HashMap<>();
  private final TreeSet<Overdue> ordered = new TreeSet<>(LONGEST_FIRST);

  /**
   * Adds a peer. If the peer is already stored, its earlier time stays. Returns the time that is
   * now stored for the peer.
   */
  long add(PublicKey key, long since) {
    Overdue overdue = byKey.computeIfAbsent(key, k -> new Overdue(k, since));
    ordered.add(overdue);
    return overdue.since();
  }

  void remove(PublicKey key) {
    Overdue overdue = byKey.remove(key);
    if (overdue != null) {
      ordered.remove(overdue);
    }
  }

  /**
   * Returns the earliest of all stored times. It belongs to the peer that has been overdue for the
   * longest time. Empty if no peer is overdue.
   */
  OptionalLong longest() {
    return ordered.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ordered.first().since());
  }

  /**
   * Returns at most {@code most} peers that have been overdue for at least {@code nanos}. The peer
   * that has been overdue for the longest time comes first.
   */
  List<PublicKey> overdueFor(long nanos, long now, int most) {
    return ordered.stream()
        .takeWhile(overdue -> now - overdue.since() >= nanos)
        .limit(most)
        .map(Overdue::key)
        .toList();
  }

  int size() {
    return byKey.size();
  }
}
