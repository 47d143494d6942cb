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
   * @return the peer, in an object that does not change; empty if the view does not contain the
   *     peer
   */
  Optional<ResidentPeer> find(PublicKey key);

  /** {@return a list with an immutable object for each peer} */
  List<ResidentPeer> copy();
}
