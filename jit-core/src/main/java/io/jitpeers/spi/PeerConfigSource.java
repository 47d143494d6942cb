package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletionStage;

/**
 * Answers what the control plane wants a peer to be.
 *
 * <p>Thread-safe. The orchestrator asks once at a time for a key, bounds how many lookups are in
 * flight, caches answers by their freshness, and gives up at its own deadline by cancelling the
 * stage's {@link CompletionStage#toCompletableFuture future}; a source should then stop its work.
 */
@FunctionalInterface
public interface PeerConfigSource extends AutoCloseable {

  /**
   * Asks for one peer. Returns at once, without blocking.
   *
   * @param key the peer's static public key; its holder has proved possession of the private key
   * @return a stage that completes with the answer, or exceptionally with a {@link
   *     LookupException}; any other exception counts as {@link LookupException.Reason#UNAVAILABLE}
   */
  CompletionStage<PeerLookup> lookup(PublicKey key);

  /** Releases what the source holds. Lookups in flight fail. Closing again does nothing. */
  @Override
  default void close() {}
}
