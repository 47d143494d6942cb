package io.jitpeers.statistics;

import io.jitpeers.eviction.ResidentPeer;
import java.time.Instant;
import java.util.List;

/**
 * The counters and all resident peers (the hot set) of an orchestrator at one moment. Immutable.
 * Taking a snapshot has no side effects, but takes time and memory for each resident peer. For the
 * counters alone, use {@link io.jitpeers.JitOrchestrator#statistics}.
 *
 * @param statistics counters and sizes
 * @param hotSet all resident peers, in no particular order
 */
public record JitSnapshot(JitStatistics statistics, List<ResidentPeer> hotSet) {
  /**
   * Creates a snapshot with a copy of the list of peers.
   *
   * @param statistics as in the record
   * @param hotSet as in the record
   */
  public JitSnapshot {
    hotSet = List.copyOf(hotSet);
  }

  /** {@return when the snapshot was taken, by the orchestrator's wall clock} */
  public Instant at() {
    return statistics.at();
  }
}
