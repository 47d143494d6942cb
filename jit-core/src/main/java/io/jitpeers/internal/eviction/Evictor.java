package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Removes peers from the device in chunks. Between two chunks, waiting installs and changes are
 * performed. Thread-safe.
 */
public interface Evictor {

  /**
   * Requests the removal of peers and returns at once. Each peer that is removed from the device is
   * also removed from the hot set, and a {@code PeerEvicted} event is published.
   *
   * @param evictions which peers to remove and why, in the desired order
   * @param stillWanted called for each peer right before the peer's chunk is removed, on the thread
   *     that changes the store; if it returns false, the peer stays
   * @return a future that completes with the result, never exceptionally
   */
  CompletableFuture<Result> evict(List<Eviction> evictions, Predicate<Eviction> stillWanted);

  /**
   * The result of a request to evict peers.
   *
   * @param evicted the evictions whose peers were removed
   * @param withheld the evictions that were not carried out, because the predicate that was passed
   *     to {@link Evictor#evict} returned false, or because the peer was no longer resident or was
   *     already being removed
   * @param failed the evictions whose peers the store failed to remove, or that were dropped
   *     because the orchestrator closed
   */
  record Result(List<Eviction> evicted, List<Eviction> withheld, List<Eviction> failed) {}
}
