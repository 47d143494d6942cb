package io.jitpeers.internal.writer;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;

/**
 * A request to remove a peer.
 *
 * @param eviction the peer to remove, and the cause of the removal
 * @param onlyOurs whether to remove the peer only if it still belongs to this gateway
 * @param done completes with true if the peer was on the device and was removed, otherwise with
 *     false; completes exceptionally if the removal failed
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
