package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.options.EvictionOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What keeps a peer although a policy selected it. Pure functions. */
final class Protection {
  /**
   * KEEPALIVE_TIMEOUT + REKEY_TIMEOUT, whitepaper section 6.1: a handshake that began this long ago
   * has succeeded or was given up, so that the listing shows it.
   */
  private static final Duration HANDSHAKE = Duration.ofSeconds(15);

  private final Duration floor;
  private final Duration handshake;

  Protection(EvictionOptions options) {
    this.floor = options.losslessFloor();
    this.handshake = floor.compareTo(HANDSHAKE) < 0 ? floor : HANDSHAKE;
  }

  /** Why a peer stays, or null if it may go. */
  @Nullable HoldReason holdReason(ResidentPeer peer, Eviction eviction, Listing listing) {
    if (peer.origin() == PeerOrigin.FOREIGN) {
      return HoldReason.FOREIGN;
    }
    if (peer.pinned()) {
      return HoldReason.PINNED;
    }
    if (eviction.cause().endsAuthorization()) {
      return null;
    }
    if (!listing.gave(eviction.key())) {
      return HoldReason.NOT_LISTED;
    }
    return sessionMayBeYoung(peer, eviction.cause(), listing) ? HoldReason.YOUNG_SESSION : null;
  }

  private boolean sessionMayBeYoung(ResidentPeer peer, EvictionCause cause, Listing listing) {
    Duration session = peer.sinceHandshake();
    if (session != null && session.compareTo(floor) < 0) {
      return true;
    }
    // A peer in probation goes when its time has come, however often its client tries.
    return cause == EvictionCause.NEVER_ESTABLISHED
        ? peer.sinceInstalled().compareTo(handshake) < 0
        : listing.initiatedWithin(peer.key(), handshake);
  }
}
