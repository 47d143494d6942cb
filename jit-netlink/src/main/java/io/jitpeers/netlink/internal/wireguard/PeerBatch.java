package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
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

  /** The room that the peer takes in a message. */
  int space(T peer);

  /** Writes the peer, whole. */
  void write(MessageWriter writer, T peer);

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
    public int space(PeerConfig peer) {
      return PeerEncoder.HEAD_SPACE + PeerEncoder.space(peer.allowedIps());
    }

    @Override
    public void write(MessageWriter writer, PeerConfig peer) {
      PeerEncoder.writeWhole(writer, peer, peer.allowedIps());
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
    public int space(PublicKey peer) {
      return PeerEncoder.BARE_SPACE;
    }

    @Override
    public void write(MessageWriter writer, PublicKey peer) {
      PeerEncoder.writeRemoval(writer, peer);
    }
  }
}
