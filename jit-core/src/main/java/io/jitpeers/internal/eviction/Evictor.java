package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Removes peers from the device, in chunks that let installs go first. Thread-safe. */
public interface Evictor {

  /**
   * Removes peers. Returns at once. A peer that is removed leaves the hot set, and a {@code
   * PeerEvicted} event tells of it.
   *
   * @param evictions which peers and why, in the order wanted
   * @param stillWanted asked on the writer's thread right before each peer's chunk is removed; a
   *     peer for which it answers false stays
   * @return completes, never exceptionally, with what became of them
   */
  CompletableFuture<Result> evict(List<Eviction> evictions, Predicate<Eviction> stillWanted);

  /**
   * What became of a list of evictions.
   *
   * @param evicted those whose peers are gone
   * @param withheld those for which {@code stillWanted} answered false
   * @param failed those that the store failed to remove, or that were dropped by closing
   */
  record Result(List<Eviction> evicted, List<Eviction> withheld, List<Eviction> failed) {}
}
