package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The peers of a {@link HotSetView}. The orchestrator and the test kit implement this interface;
 * later versions may add methods. Thread-safe.
 */
public interface ResidentPeers {

  /** {@return the number of peers} */
  int size();

  /**
   * Passes every peer to a visitor.
   *
   * @param visitor receives each peer, on the calling thread. The object may be a cursor that is
   *     valid only during the call
   */
  void visit(Consumer<? super ResidentPeer> visitor);

  /**
   * Returns one peer.
   *
   * @param key the peer's key
   * @return the peer, in an object that does not change; empty if the peer is not one of these
   */
  Optional<ResidentPeer> find(PublicKey key);

  /** {@return an object for every peer, which does not change} */
  List<ResidentPeer> copy();
}
