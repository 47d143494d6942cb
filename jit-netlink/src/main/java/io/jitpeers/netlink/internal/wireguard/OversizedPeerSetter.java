package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.connection.Failures;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs a peer whose allowed IPs need several messages: whole, or not at all. If a part of it is
 * refused the peer is removed again, also if it was there before. Later parts only update, so that
 * a peer that somebody else removed meanwhile does not come back in part. Not thread-safe.
 */
final class OversizedPeerSetter {
  private static final Logger log = LoggerFactory.getLogger(OversizedPeerSetter.class);

  private final WireGuardClient client;
  private final InterfaceRef which;
  private final SetDatagram datagram;

  OversizedPeerSetter(WireGuardClient client, InterfaceRef which, SetDatagram datagram) {
    this.client = client;
    this.which = which;
    this.datagram = datagram;
  }

  /**
   * Installs the peer.
   *
   * @return false if it has to be done again
   * @throws NetlinkException if it was refused; no part of it is left
   */
  boolean set(PeerConfig peer) throws NetlinkException {
    try {
      return sendParts(peer);
    } catch (NetlinkException e) {
      withdraw(peer.publicKey(), e);
      throw e;
    }
  }

  private boolean sendParts(PeerConfig peer) throws NetlinkException {
    List<IpPrefix> left = peer.allowedIps();
    boolean first = true;
    while (!left.isEmpty()) {
      datagram.clear();
      while (!left.isEmpty() && datagram.beginMessage(SetDatagram.PEERS_ROOM)) {
        int fits = countThatFit(left);
        List<IpPrefix> part = left.subList(0, fits);
        if (first) {
          PeerEncoder.writeWhole(datagram.writer(), peer, part);
        } else {
          PeerEncoder.writeMore(datagram.writer(), peer.publicKey(), part);
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

  private boolean sendDatagram(PeerConfig peer) throws NetlinkException {
    String operation =
        "installing peer "
            + peer.publicKey()
            + " with "
            + peer.allowedIps().size()
            + " allowed IPs on "
            + which;
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

  private void withdraw(PublicKey key, NetlinkException failure) {
    try {
      datagram.clear();
      var unused = datagram.beginMessage(PeerEncoder.BARE_SPACE);
      PeerEncoder.writeRemoval(datagram.writer(), key);
      for (Acknowledgement answer : datagram.send()) {
        if (!answer.isSuccess()) {
          throw Failures.of("removing peer " + key + " again from " + which, answer);
        }
      }
    } catch (NetlinkException e) {
      failure.addSuppressed(e);
      log.warn("a part of peer {} may be left on {}", key, which, e);
    }
  }
}
