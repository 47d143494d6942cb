package io.jitpeers.internal.eviction;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;

/**
 * A listing of the device that the hot set has taken in.
 *
 * @param comparison what the hot set knows of it
 * @param result how it ended
 * @param lost peers that somebody else removed
 */
record DeviceListing(Listing comparison, ListingResult result, List<PublicKey> lost) {

  /** Lists a device, again if the listing is not complete, up to a number of retries. */
  static DeviceListing of(PeerStore store, HotSet hotSet, int retries) throws StoreException {
    DeviceListing listing = once(store, hotSet);
    for (int retry = 0; retry < retries && !listing.result().complete(); retry++) {
      listing = once(store, hotSet);
    }
    return listing;
  }

  private static DeviceListing once(PeerStore store, HotSet hotSet) throws StoreException {
    Listing comparison = hotSet.beginListing();
    ListingResult result = new ListingResult(0, false);
    List<PublicKey> lost;
    try {
      result = store.list(comparison::accept);
    } finally {
      // Also ends the comparison with a listing that failed, which then counts for nothing.
      lost = comparison.finish(result);
    }
    return new DeviceListing(comparison, result, lost);
  }
}
