package io.jitpeers.internal.writer;

import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;

/** A request about one peer that the {@link StoreWriter} executes. */
interface WriteRequest {

  /** Returns the key of the peer. Always returns the same key. */
  PublicKey key();

  /** Called if the request could not be executed. */
  void failed(StoreException failure);
}
