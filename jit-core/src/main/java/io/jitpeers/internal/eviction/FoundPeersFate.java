package io.jitpeers.internal.eviction;

import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to peers that were found on the device and count as foreign. Thread-safe;
 * nothing blocks.
 */
public interface FoundPeersFate {

  /**
   * Takes over a peer that counts as foreign, if this gateway installed it before a restart.
   * Returns whether the peer was taken over.
   */
  boolean recognize(PublicKey key);

  /** Returns a sentence about the rule that a config breaks; null if the config breaks no rule. */
  @Nullable String violation(PublicKey key, PeerConfig config);

  /**
   * Handles a foreign peer that the gateway has just adopted: the control plane knows the peer, and
   * the gateway manages the peer from now on. This method changes the peer on the device to match
   * the control plane's answer.
   */
  void adopted(PublicKey key, PeerLookup.Found answer);

  /**
   * Handles a foreign peer that is unknown to the control plane. The caller has already made the
   * peer one of this gateway's own, so that the gateway may remove it. This method begins a further
   * lookup of the peer. If the control plane again does not know the peer, one more lookup asks for
   * confirmation. If that lookup confirms the answer, the peer is removed, unless the brake against
   * mass evictions holds the peer.
   */
  void unknown(PublicKey key);
}
