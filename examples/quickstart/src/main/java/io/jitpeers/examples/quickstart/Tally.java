package io.jitpeers.examples.quickstart;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The totals of the orchestrators' events and counters. Thread-safe. */
final class Tally implements JitListener {
  private final Set<PublicKey> provisioned = new HashSet<>();
  private final List<PublicKey> reprovisioned = new ArrayList<>();
  private final Map<EvictionCause, Integer> evicted = new EnumMap<>(EvictionCause.class);
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private long noInitiations;

  @Override
  public synchronized void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerInstalled installed && !installed.again()) {
      if (!provisioned.add(installed.key())) {
        reprovisioned.add(installed.key());
      }
    } else if (event instanceof JitEvent.PeerEvicted gone) {
      evicted.merge(gone.cause(), 1, Integer::sum);
    }
  }

  /** Adds the outcomes of a closed gateway. */
  synchronized void add(JitStatistics statistics) {
    statistics.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
  }

  /**
   * Adds the number of datagrams that a packet source recognised as something other than an
   * initiation. Such datagrams have no outcome.
   */
  synchronized void addNoInitiations(long count) {
    noInitiations += count;
  }

  synchronized Set<PublicKey> provisioned() {
    return Set.copyOf(provisioned);
  }

  synchronized List<PublicKey> reprovisioned() {
    return List.copyOf(reprovisioned);
  }

  synchronized Map<EvictionCause, Integer> evicted() {
    return new EnumMap<>(evicted);
  }

  synchronized int evictedInAll() {
    return evicted.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized Map<Outcome, Long> outcomes() {
    return new EnumMap<>(outcomes);
  }

  synchronized long noInitiations() {
    return noInitiations;
  }
}
