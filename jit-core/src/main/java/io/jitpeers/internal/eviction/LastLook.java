package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each peer again right before it is removed, on the writer's thread: much may have
 * happened since the listing. Thread-safe.
 */
final class LastLook implements Predicate<Eviction> {
  private final HotSet hotSet;
  private final Listing listing;
  private final int wantedSize;
  private final BooleanSupplier closed;
  private final BooleanSupplier listingIsOld;
  private final Map<PublicKey, HoldReason> reasons = new ConcurrentHashMap<>();

  /**
   * Prepares for a list of evictions.
   *
   * @param wantedSize the size of the hot set that the policy wanted; at that size nobody has to
   *     leave for others' sake
   * @param listingIsOld whether sessions may have begun since the listing that nobody here saw
   *     begin
   */
  LastLook(
      HotSet hotSet,
      Listing listing,
      int wantedSize,
      BooleanSupplier closed,
      BooleanSupplier listingIsOld) {
    this.hotSet = hotSet;
    this.listing = listing;
    this.wantedSize = wantedSize;
    this.closed = closed;
    this.listingIsOld = listingIsOld;
  }

  /** Whether the peer still should go. */
  @Override
  public boolean test(Eviction eviction) {
    if (closed.getAsBoolean()) {
      return false;
    }
    if (!listing.stillEvictable(eviction)) {
      HoldReason reason = reasonNotEvictable(eviction.key());
      if (reason != null) {
        reasons.put(eviction.key(), reason);
      }
      return false;
    }
    if (!eviction.cause().endsAuthorization() && listingIsOld.getAsBoolean()) {
      reasons.put(eviction.key(), HoldReason.LISTING_TOO_OLD);
      return false;
    }
    if (eviction.cause() == EvictionCause.OVER_CAPACITY && hotSet.size() <= wantedSize) {
      reasons.put(eviction.key(), HoldReason.NO_LONGER_OVER_CAPACITY);
      return false;
    }
    return true;
  }

  /** Null if the peer left in another way, so that there was nothing to hold back. */
  private @Nullable HoldReason reasonNotEvictable(PublicKey key) {
    Optional<ResidentPeer> peer = hotSet.find(key);
    if (peer.isEmpty()) {
      return null;
    }
    if (peer.get().pinned()) {
      return HoldReason.PINNED;
    }
    return peer.get().origin() == PeerOrigin.FOREIGN ? HoldReason.FOREIGN : HoldReason.CAME_BACK;
  }

  /** Why a peer was found to stay; null if it left in another way, or the cron was closed. */
  @Nullable HoldReason reason(Eviction withheld) {
    return reasons.get(withheld.key());
  }
}
