package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;

/**
 * Peers to change, as {@link BatchSetter} needs to see them. Immutable.
 *
 * @param <T> what is said of each peer
 */
interface PeerBatch<T> {
  /** For messages, such as {@code installing peers on}. */
  String operation();

  /** The peers, in the order in which they are to be changed. */
  List<T> peers();

  PublicKey key(T peer);

  /** Whether a peer that the kernel refuses may be there in part. */
  boolean leavesParts();

  /** The allowed IPs that the peer is given. */
  List<IpPrefix> allowedIps(T peer);

  /** The room that the peer takes in a message. */
  default int space(T peer) {
    return PeerEncoder.HEAD_SPACE + PeerEncoder.space(allowedIps(peer));
  }

  /**
   * Writes the peer.
   *
   * @param allowedIps the first of its allowed IPs, or all
   */
  void write(MessageWriter writer, T peer, List<IpPrefix> allowedIps);

  /** Peers to add or to make what their configs say. */
  record Installs(List<PeerConfig> peers) implements PeerBatch<PeerConfig> {
    @Override
    public String operation() {
      return "installing peers on ";
    }

    @Override
    public PublicKey key(PeerConfig peer) {
      return peer.publicKey();
    }

    @Override
    public boolean leavesParts() {
      return true;
    }

    @Override
    public List<IpPrefix> allowedIps(PeerConfig peer) {
      return peer.allowedIps();
    }

    @Override
    public void write(MessageWriter writer, PeerConfig peer, List<IpPrefix> allowedIps) {
      PeerEncoder.writeWhole(writer, peer, allowedIps);
    }
  }

  /** Peers to change where they are there. */
  record Updates(List<PeerUpdate> peers) implements PeerBatch<PeerUpdate> {
    @Override
    public String operation() {
      return "updating peers on ";
    }

    @Override
    public PublicKey key(PeerUpdate peer) {
      return peer.key();
    }

    @Override
    public boolean leavesParts() {
      return true;
    }

    @Override
    public List<IpPrefix> allowedIps(PeerUpdate peer) {
      return peer.allowedIps().orElse(List.of());
    }

    @Override
    public void write(MessageWriter writer, PeerUpdate peer, List<IpPrefix> allowedIps) {
      PeerEncoder.writeUpdate(writer, peer, allowedIps);
    }
  }

  /** Peers to remove. */
  record Removals(List<PublicKey> peers) implements PeerBatch<PublicKey> {
    @Override
    public String operation() {
      return "removing peers from ";
    }

    @Override
    public PublicKey key(PublicKey peer) {
      return peer;
    }

    @Override
    public boolean leavesParts() {
      return false;
    }

    @Override
    public List<IpPrefix> allowedIps(PublicKey peer) {
      return List.of();
    }

    @Override
    public int space(PublicKey peer) {
      return PeerEncoder.BARE_SPACE;
    }

    @Override
    public void write(MessageWriter writer, PublicKey peer, List<IpPrefix> allowedIps) {
      PeerEncoder.writeRemoval(writer, peer);
    }
  }
}
