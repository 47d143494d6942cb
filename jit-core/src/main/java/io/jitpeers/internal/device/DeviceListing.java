package io.jitpeers.internal.device;

import io.jitpeers.event.JitEvent;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A listing of the device, after its comparison with the hot set (the peers that count as
 * installed).
 *
 * @param comparison the comparison of the listing with the hot set
 * @param result how the listing ended
 * @param lost peers that another program removed
 */
public record DeviceListing(Listing comparison, ListingResult result, List<PublicKey> lost) {

  /** Ends a comparison and returns the resident peers that the listing lacks. */
  public interface Ending extends BiFunction<Listing, ListingResult, List<PublicKey>> {}

  /**
   * Lists a device. As long as the listing is incomplete, lists the device again, up to the given
   * number of retries.
   *
   * @param told receives the events to publish, in order. For each listing, the events about lost
   *     peers come last. If a listing fails, {@code told} still receives the events about peers
   *     that were listed before the failure
   */
  public static DeviceListing of(
      PeerStore store, HotSet hotSet, int retries, Ending ending, Consumer<JitEvent> told)
      throws StoreException {
    DeviceListing listing = once(store, hotSet.beginListing(), ending, told);
    for (int retry = 0; retry < retries && !listing.result().complete(); retry++) {
      listing = once(store, hotSet.beginListing(), ending, told);
    }
    return listing;
  }

  /**
   * Lists a device without concluding that peers are gone: a resident peer that is not listed still
   * counts as resident. Only a sweep, or the comparison after a device change, concludes that a
   * peer is gone.
   */
  static DeviceListing withoutAbsences(PeerStore store, HotSet hotSet, Consumer<JitEvent> told)
      throws StoreException {
    return of(store, hotSet, 0, DeviceListing::incomplete, told);
  }

  /**
   * Lists a device to find {@linkplain HotSet#beginGlance completed handshakes}. A resident peer
   * that is not listed still counts as resident.
   */
  static DeviceListing glance(PeerStore store, HotSet hotSet, Consumer<JitEvent> told)
      throws StoreException {
    return once(store, hotSet.beginGlance(), DeviceListing::incomplete, told);
  }

  private static List<PublicKey> incomplete(Listing comparison, ListingResult result) {
    return comparison.finish(ListingResult.of(result.peers(), false));
  }

  private static DeviceListing once(
      PeerStore store, Listing comparison, Ending ending, Consumer<JitEvent> told)
      throws StoreException {
    ListingResult result = ListingResult.of(0, false);
    List<PublicKey> lost;
    try {
      result = store.visit(comparison::accept);
    } finally {
      // Also ends the comparison if the listing failed. The peers that were listed before the
      // failure have been compared.
      lost = ending.apply(comparison, result);
      comparison.events().forEach(told);
    }
    return new DeviceListing(comparison, result, lost);
  }
}
