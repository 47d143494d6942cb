package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport.HoldReason;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** Counters of one sweep. Thread-safe. */
final class SweepTally {
  private final Map<EvictionCause, Integer> evicted = new EnumMap<>(EvictionCause.class);
  private final Map<HoldReason, Integer> heldBack = new EnumMap<>(HoldReason.class);

  synchronized void evicted(Collection<Eviction> evictions) {
    evictions.forEach(eviction -> evicted.merge(eviction.cause(), 1, Integer::sum));
  }

  synchronized void heldBack(HoldReason reason, int peers) {
    if (peers > 0) {
      heldBack.merge(reason, peers, Integer::sum);
    }
  }

  synchronized Map<EvictionCause, Integer> evicted() {
    return Map.copyOf(evicted);
  }

  synchronized Map<HoldReason, Integer> heldBack() {
    return Map.copyOf(heldBack);
  }
}
