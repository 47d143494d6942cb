package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;

/**
 * A list of changes to peers, in the form that {@link BatchSetter} needs. Immutable.
 *
 * @param <T> the type of one change
 */
interface PeerBatch<T> {
  /** Returns the operation's name for messages, such as {@code installing peers on}. */
  String operation();

  /** Returns the changes, one for each peer, in the order in which they are to be made. */
  List<T> peers();

  PublicKey key(T peer);

  /** Returns whether a part of a peer may remain on the device if the kernel refuses the change. */
  boolean leavesParts();

  /** Returns the new allowed IPs of a peer. */
  List<IpPrefix> allowedIps(T peer);

  /** Returns how many bytes a peer takes in a message at most, including its new allowed IPs. */
  default int space(T peer) {
    return PeerEncoder.HEAD_SPACE + PeerEncoder.space(allowedIps(peer));
  }

  /**
   * Writes the peer.
   *
   * @param allowedIps all new allowed IPs of the peer, or the first ones if not all fit
   */
  void write(MessageWriter writer, T peer, List<IpPrefix> allowedIps);

  /** Peers to install: each is added, or changed to match its config. */
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

  /** Existing peers to change. */
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
