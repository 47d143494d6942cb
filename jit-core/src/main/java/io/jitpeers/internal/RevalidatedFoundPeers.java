package io.jitpeers.internal;

import io.jitpeers.internal.eviction.FoundPeersFate;
import io.jitpeers.internal.lookup.ConfigCheck;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to peers that were found on the device. This gateway takes over a found peer
 * in three cases: it installed the peer before a restart, the control plane returned a config for
 * the peer, or the peer is to be removed because the control plane does not know it. In each case,
 * this object starts the peer's revalidation: the repeated lookups that keep the peer's config up
 * to date.
 */
record RevalidatedFoundPeers(Revalidation revalidation, ConfigCheck check, OwnPeers ownPeers)
    implements FoundPeersFate {
  @Override
  public boolean recognize(PublicKey key) {
    boolean ours = ownPeers.recognize(key);
    if (ours) {
      revalidation.arm();
    }
    return ours;
  }

  @Override
  public @Nullable String violation(PublicKey key, PeerConfig found) {
    return check.violation(key, found);
  }

  @Override
  public void adopted(PublicKey key, PeerLookup.Found answer) {
    revalidation.adopted(key, answer);
  }

  @Override
  public void unknown(PublicKey key) {
    var unused = revalidation.check(key);
  }
}
