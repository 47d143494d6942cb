package io.jitpeers.eviction;

import java.util.List;

/**
 * The resident peers at one moment, for an eviction policy. Immutable.
 *
 * @param peers all known peers on the device, in no particular order
 * @param suggestedLimit the number of resident peers that a sweep can handle within its target
 *     duration, as measured in the latest sweeps; {@link Integer#MAX_VALUE} for no limit
 */
public record HotSetView(List<ResidentPeer> peers, int suggestedLimit) {
  /**
   * Creates a view with a copy of the list.
   *
   * @param peers as in the record
   * @param suggestedLimit as in the record
   */
  public HotSetView {
    peers = List.copyOf(peers);
  }

  /** {@return the number of resident peers} */
  public int size() {
    return peers.size();
  }
}
