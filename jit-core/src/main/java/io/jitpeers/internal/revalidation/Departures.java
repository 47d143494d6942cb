package io.jitpeers.internal.revalidation;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.PeerLookup;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Evicts the peers that the control plane no longer wants. Thread-safe. */
public interface Departures {

  /**
   * Removes a peer soon and forgets the cached answer about it. Does nothing if the peer is pending
   * (about to be installed again), because the pending lookup may give a newer answer.
   *
   * @param answer the control plane's not-found answer, to be cached in place of the forgotten
   *     answer; null if the control plane gave no not-found answer, or if its not-found answer may
   *     be outdated
   * @return a future that completes with whether the peer was resident; null if nothing was done
   *     because the peer is pending
   */
  @Nullable CompletableFuture<Boolean> leave(
      Eviction eviction, PeerLookup.@Nullable NotFound answer);
}
