package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Removes peers from the device, in chunks between which waiting installs go first. Thread-safe.
 */
public interface Evictor {

  /**
   * Removes peers. Returns at once. For each removed peer, removes it from the hot set and
   * publishes a {@code PeerEvicted} event.
   *
   * @param evictions which peers to remove and why, in the desired order
   * @param stillWanted called on the writer's thread for each peer, right before its chunk is
   *     removed; if it returns false, the peer stays
   * @return completes with the result, never exceptionally
   */
  CompletableFuture<Result> evict(List<Eviction> evictions, Predicate<Eviction> stillWanted);

  /**
   * The result of a list of evictions.
   *
   * @param evicted the evictions whose peers were removed
   * @param withheld the evictions for which {@code stillWanted} returned false
   * @param failed the evictions whose peers the store failed to remove, or that were dropped
   *     because the orchestrator closed
   */
  record Result(List<Eviction> evicted, List<Eviction> withheld, List<Eviction> failed) {}
}
