package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Selects the peers that meet a condition, and sorts the selected peers by age, the highest age
 * first. The caller chooses the age, such as the time since the installation. Stateless.
 */
final class OldestFirst {
  private record Aged(PublicKey key, long age) {}

  private OldestFirst() {}

  /** Returns evictions for the peers that meet a condition, in order of decreasing {@code age}. */
  static List<Eviction> select(
      HotSetView view,
      Predicate<ResidentPeer> condition,
      ToLongFunction<ResidentPeer> age,
      EvictionCause cause) {
    List<Aged> selected = new ArrayList<>();
    view.visit(
        peer -> {
          if (condition.test(peer)) {
            selected.add(new Aged(peer.key(), age.applyAsLong(peer)));
          }
        });
    return selected.stream()
        .sorted(Comparator.comparingLong(Aged::age).reversed())
        .map(aged -> new Eviction(aged.key(), cause))
        .toList();
  }
}
