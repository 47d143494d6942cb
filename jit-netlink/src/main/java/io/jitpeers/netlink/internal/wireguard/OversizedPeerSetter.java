package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.wireguard.IpPrefix;
import java.util.List;

/**
 * Sets a peer whose allowed IPs do not fit into one message. The first message sets the peer, and
 * the others add allowed IPs to it. If another program removes the peer meanwhile, the other
 * messages have no effect, so they do not create a part of the peer again. Not thread-safe.
 */
final class OversizedPeerSetter<T> {
  private final WireGuardClient client;
  private final InterfaceRef which;
  private final PeerBatch<T> batch;
  private final SetDatagram datagram;

  OversizedPeerSetter(
      WireGuardClient client, InterfaceRef which, PeerBatch<T> batch, SetDatagram datagram) {
    this.client = client;
    this.which = which;
    this.batch = batch;
    this.datagram = datagram;
  }

  /**
   * Sets the peer.
   *
   * @return true if the peer was set; false if the caller must call this method again, because the
   *     number of the WireGuard family changed
   * @throws NetlinkException if the kernel refused; a part of the peer may remain
   */
  boolean set(T peer) throws NetlinkException {
    List<IpPrefix> left = batch.allowedIps(peer);
    boolean first = true;
    while (!left.isEmpty()) {
      datagram.clear();
      while (!left.isEmpty() && datagram.beginMessage(SetDatagram.PEERS_ROOM)) {
        int fits = countThatFit(left);
        List<IpPrefix> part = left.subList(0, fits);
        if (first) {
          batch.write(datagram.writer(), peer, part);
        } else {
          PeerEncoder.writeMore(datagram.writer(), batch.key(peer), part);
        }
        left = left.subList(fits, left.size());
        first = false;
      }
      if (!sendDatagram(peer)) {
        return false;
      }
    }
    return true;
  }

  private boolean sendDatagram(T peer) throws NetlinkException {
    String operation =
        batch.operation()
            + which
            + ": peer "
            + batch.key(peer)
            + " with "
            + batch.allowedIps(peer).size()
            + " allowed IPs";
    for (Acknowledgement answer : datagram.send()) {
      if (client.forgetIfUnknown(answer.errno())) {
        return false;
      }
      if (!answer.isSuccess()) {
        throw Failures.of(operation, answer);
      }
    }
    return true;
  }

  private static int countThatFit(List<IpPrefix> allowedIps) {
    int room = SetDatagram.PEERS_ROOM - PeerEncoder.HEAD_SPACE;
    int count = 0;
    while (count < allowedIps.size() && room >= PeerEncoder.space(allowedIps.get(count))) {
      room -= PeerEncoder.space(allowedIps.get(count));
      count++;
    }
    return count;
  }
}
