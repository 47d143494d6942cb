package io.jitpeers.internal.writer;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;

/**
 * A requested removal.
 *
 * @param eviction the peer and the cause
 * @param onlyOurs whether to remove the peer only if it still belongs to this gateway
 * @param done completes with whether the peer was on the device
 */
record RemovalRequest(Eviction eviction, boolean onlyOurs, CompletableFuture<Boolean> done) {

  PublicKey key() {
    return eviction.key();
  }

  /** Fails the request; does nothing if it is already complete. */
  void fail(StoreException failure) {
    boolean unused = done.completeExceptionally(failure);
  }

  /** Fails the request because the writer is closed. */
  void refuse() {
    fail(new StoreException("remove peer " + key() + ": the orchestrator is closed"));
  }
}
