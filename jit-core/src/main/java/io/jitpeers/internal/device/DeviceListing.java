package io.jitpeers.internal.device;

import io.jitpeers.event.JitEvent;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A listing of the device that the hot set has taken in.
 *
 * @param comparison what the hot set knows of it
 * @param result how it ended
 * @param lost peers that somebody else removed
 * @param events what is to be told of peers, the lost ones included, in its order
 */
public record DeviceListing(
    Listing comparison, ListingResult result, List<PublicKey> lost, List<JitEvent> events) {

  /** How the hot set takes in the end of a listing, and gives the peers that it lacks. */
  public interface Ending extends BiFunction<Listing, ListingResult, List<PublicKey>> {}

  /** Lists a device, again if the listing is not complete, up to a number of retries. */
  public static DeviceListing of(PeerStore store, HotSet hotSet, int retries, Ending ending)
      throws StoreException {
    DeviceListing listing = once(store, hotSet, ending);
    List<JitEvent> earlier = new ArrayList<>();
    for (int retry = 0; retry < retries && !listing.result().complete(); retry++) {
      earlier.addAll(listing.events());
      listing = once(store, hotSet, ending);
    }
    earlier.addAll(listing.events());
    return new DeviceListing(listing.comparison(), listing.result(), listing.lost(), earlier);
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
    return new DeviceListing(comparison, result, lost, comparison.events());
  }
}
