package io.jitpeers.netlink.testkit;

import io.jitpeers.wireguard.PublicKey;
import java.util.List;

/**
 * A request to set a device that a {@link FakeNetlinkKernel} received.
 *
 * @param datagram the number of its datagram, counted from 1 over all sockets
 * @param length the message's length in bytes
 * @param device the interface's name at that time
 * @param errno the errno of the answer: 0 for success
 * @param peers the requested changes of peers, up to and including the first that failed
 */
public record SetRequest(
    long datagram, int length, String device, int errno, List<PeerChange> peers) {

  /** Copies the list. */
  public SetRequest {
    peers = List.copyOf(peers);
  }

  /**
   * The requested change of one peer.
   *
   * @param key the peer
   * @param remove whether to remove it
   * @param replaceAllowedIps whether to remove its existing allowed IPs first
   * @param updateOnly whether to do nothing if it does not exist
   * @param allowedIps the number of its allowed IPs in the request
   */
  public record PeerChange(
      PublicKey key,
      boolean remove,
      boolean replaceAllowedIps,
      boolean updateOnly,
      int allowedIps) {}
}
