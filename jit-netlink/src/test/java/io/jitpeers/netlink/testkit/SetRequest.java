package io.jitpeers.netlink.testkit;

import io.jitpeers.wireguard.PublicKey;
import java.util.List;

/**
 * A request to set a device, as it reached a {@link FakeNetlinkKernel}.
 *
 * @param datagram in which datagram it came, counted from 1 over all sockets
 * @param length the message's length in bytes
 * @param device the interface's name then
 * @param errno how it was answered: 0 for success
 * @param peers what it asked of peers, up to and with the first that failed
 */
public record SetRequest(
    long datagram, int length, String device, int errno, List<PeerChange> peers) {

  /** Copies the list. */
  public SetRequest {
    peers = List.copyOf(peers);
  }

  /**
   * What was asked of one peer.
   *
   * @param key the peer
   * @param remove whether it is to go
   * @param replaceAllowedIps whether the allowed IPs it has are to go first
   * @param updateOnly whether nothing is to happen if it is not there
   * @param allowedIps how many allowed IPs came with it
   */
  public record PeerChange(
      PublicKey key,
      boolean remove,
      boolean replaceAllowedIps,
      boolean updateOnly,
      int allowedIps) {}
}
