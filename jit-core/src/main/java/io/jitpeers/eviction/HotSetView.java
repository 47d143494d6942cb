package io.jitpeers.eviction;

import java.util.List;

/**
 * The resident peers at one moment, for an eviction policy. Immutable.
 *
 * @param peers every peer on the device that is known, in no order
 * @param suggestedLimit how many resident peers can be swept in good time, as measured by the
 *     latest sweeps; {@link Integer#MAX_VALUE} if that is not limited
 */
public record HotSetView(List<ResidentPeer> peers, int suggestedLimit) {
  /**
   * Copies the list.
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
