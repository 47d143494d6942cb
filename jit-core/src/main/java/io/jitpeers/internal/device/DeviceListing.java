package io.jitpeers.internal.device;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A listing of the device that the hot set has taken in.
 *
 * @param comparison what the hot set knows of it
 * @param result how it ended
 * @param lost peers that somebody else removed
 */
public record DeviceListing(Listing comparison, ListingResult result, List<PublicKey> lost) {

  /** How the hot set takes in the end of a listing, and gives the peers that it lacks. */
  public interface Ending extends BiFunction<Listing, ListingResult, List<PublicKey>> {}

  /** Lists a device, again if the listing is not complete, up to a number of retries. */
  public static DeviceListing of(PeerStore store, HotSet hotSet, int retries, Ending ending)
      throws StoreException {
    DeviceListing listing = once(store, hotSet, ending);
    for (int retry = 0; retry < retries && !listing.result().complete(); retry++) {
      listing = once(store, hotSet, ending);
    }
    return listing;
  }

  private static DeviceListing once(PeerStore store, HotSet hotSet, Ending ending)
      throws StoreException {
    Listing comparison = hotSet.beginListing();
    ListingResult result = ListingResult.of(0, false);
    List<PublicKey> lost;
    try {
      result = store.list(comparison::accept);
    } finally {
      // Also ends the comparison with a listing that failed, which then counts for nothing.
      lost = ending.apply(comparison, result);
    }
    return new DeviceListing(comparison, result, lost);
  }
}
