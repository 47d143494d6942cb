package io.jitpeers.internal.writer;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;

/**
 * A removal that somebody demands.
 *
 * @param eviction whom, and why
 * @param onlyOurs whether a peer stays that is not ours by the time that it would be removed
 * @param done completes with whether the peer was resident
 */
record RemovalRequest(Eviction eviction, boolean onlyOurs, CompletableFuture<Boolean> done) {

  PublicKey key() {
    return eviction.key();
  }

  /** It did not happen; does nothing if it ended before. */
  void fail(StoreException failure) {
    boolean unused = done.completeExceptionally(failure);
  }

  /** Nothing is removed any more. */
  void refuse() {
    fail(new StoreException("remove peer " + key() + ": the orchestrator is closed"));
  }
}
