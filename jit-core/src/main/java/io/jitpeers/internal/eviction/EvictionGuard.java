package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a peer that was selected for eviction stays on the device nevertheless. The guard
 * decides twice: when the peer is selected, and again right before the peer is removed. The
 * selection is based on a listing of the device's peers. The second decision is needed because much
 * may have happened since that listing. The thread that changes the store makes the second
 * decision. Thread-safe.
 */
final class EvictionGuard implements Predicate<Eviction> {
  /**
   * The time after which a handshake is no longer in progress: KEEPALIVE_TIMEOUT + REKEY_TIMEOUT
   * (whitepaper, section 6.1). A handshake that began this long ago has succeeded or failed, so the
   * listing shows the result.
   */
  private static final Duration HANDSHAKE = Duration.ofSeconds(15);

  private final HotSet hotSet;
  private final Listing listing;
  private final Duration floor;
  private final Duration handshake;
  private final int wantedSize;
  private final BooleanSupplier closed;
  private final BooleanSupplier listingIsOld;
  private final Map<PublicKey, HoldReason> reasons = new ConcurrentHashMap<>();

  /**
   * Creates a guard for one sweep.
   *
   * @param wantedSize the size of the hot set that the policies want to reach; once the hot set has
   *     this size, no further peer is evicted for capacity
   * @param listingIsOld returns whether the listing is too old to act on; a listing does not show
   *     sessions that began after it
   */
  EvictionGuard(
      HotSet hotSet,
      Listing listing,
      EvictionOptions options,
      int wantedSize,
      BooleanSupplier closed,
      BooleanSupplier listingIsOld) {
    this.hotSet = hotSet;
    this.listing = listing;
    this.floor = options.losslessFloor();
    this.handshake = floor.compareTo(HANDSHAKE) < 0 ? floor : HANDSHAKE;
    this.wantedSize = wantedSize;
    this.closed = closed;
    this.listingIsOld = listingIsOld;
  }

  /** Returns why a selected peer stays; null if it may be evicted. */
  @Nullable HoldReason whenSelected(ResidentPeer peer, Eviction eviction) {
    HoldReason always = always(peer.origin() == PeerOrigin.FOREIGN, peer.pinned());
    if (always != null) {
      return always;
    }
    if (eviction.cause().endsAuthorization()) {
      return null;
    }
    if (!listing.gave(eviction.key())) {
      return HoldReason.NOT_LISTED;
    }
    return sessionMayBeYoung(peer, eviction.cause()) ? HoldReason.YOUNG_SESSION : null;
  }

  /**
   * Returns the reason why a foreign or pinned peer stays, whatever the cause of its eviction; null
   * for any other peer.
   */
  private static @Nullable HoldReason always(boolean foreign, boolean pinned) {
    if (foreign) {
      return HoldReason.FOREIGN;
    }
    return pinned ? HoldReason.PINNED : null;
  }

  private boolean sessionMayBeYoung(ResidentPeer peer, EvictionCause cause) {
    Duration session = peer.sinceHandshake();
    if (session != null && session.compareTo(floor) < 0) {
      return true;
    }
    // A peer in probation is evicted when its probation time is over, however often its client has
    // tried to complete a handshake.
    return cause == EvictionCause.NEVER_ESTABLISHED
        ? peer.sinceInstalled().compareTo(handshake) < 0
        : listing.initiatedWithin(peer.key(), handshake);
  }

  /**
   * Returns whether a selected peer is still to be evicted. Called right before the peer is
   * removed.
   */
  @Override
  public boolean test(Eviction eviction) {
    if (closed.getAsBoolean() || !hotSet.contains(eviction.key())) {
      return false;
    }
    HoldReason reason = whenRemoved(eviction);
    if (reason != null) {
      reasons.put(eviction.key(), reason);
    }
    return reason == null;
  }

  private @Nullable HoldReason whenRemoved(Eviction eviction) {
    PublicKey key = eviction.key();
    HoldReason always = always(hotSet.isForeign(key), hotSet.pins().contains(key));
    if (always != null) {
      return always;
    }
    if (listing.cameBack(eviction)) {
      return HoldReason.CAME_BACK;
    }
    if (!eviction.cause().endsAuthorization() && listingIsOld.getAsBoolean()) {
      return HoldReason.LISTING_TOO_OLD;
    }
    return eviction.cause() == EvictionCause.OVER_CAPACITY && hotSet.size() <= wantedSize
        ? HoldReason.NO_LONGER_OVER_CAPACITY
        : null;
  }

  /**
   * Returns why {@link #test} kept a peer on the device; null if the eviction was withheld for
   * another reason: the peer was no longer resident or was already being removed, or the
   * orchestrator was closed.
   */
  @Nullable HoldReason reason(Eviction withheld) {
    return reasons.get(withheld.key());
  }
}
