package io.jitpeers.internal.revalidation;

import io.jitpeers.wireguard.PublicKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The peers about which the control plane was asked and gave no usable answer, and since when their
 * own answers are over. None while it answers. Not thread-safe.
 */
final class OverduePeers {
  /** Times are compared by difference, for they may wrap around; keys make them unlike. */
  private record Overdue(PublicKey key, long since) {}

  private static final Comparator<Overdue> LONGEST_FIRST =
      ((Comparator<Overdue>) (a, b) -> Long.compare(a.since() - b.since(), 0))
          .thenComparing(overdue -> overdue.key().toBase64());

  private final Map<PublicKey, Overdue> byKey = new HashMap<>();
  private final TreeSet<Overdue> ordered = new TreeSet<>(LONGEST_FIRST);

  /** Notes a peer; one that is noted keeps its time. */
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

  /** Since when the longest overdue is; empty if none is. */
  OptionalLong longest() {
    return ordered.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ordered.first().since());
  }

  /** Those that are overdue for so long; so many at the most, the longest first. */
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
