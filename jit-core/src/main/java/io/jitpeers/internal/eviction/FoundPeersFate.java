package io.jitpeers.internal.eviction;

import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/** What becomes of found peers that are ours from now on. Thread-safe; nothing blocks. */
public interface FoundPeersFate {

  /**
   * Takes a found peer over if this gateway installed it before a restart; returns whether it did.
   */
  boolean recognize(PublicKey key);

  /** The rule that a config breaks, as a sentence; null if it breaks none. */
  @Nullable String violation(PublicKey key, PeerConfig config);

  /** A peer was adopted: what the device has is to become what the answer says. */
  void adopted(PublicKey key, PeerLookup.Found answer);

  /**
   * A peer was taken over that the control plane does not know, to be removed if it says so again.
   */
  void unknown(PublicKey key);
}
