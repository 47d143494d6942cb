package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One listing of the device, seen against the hot set. */
final class ListingComparison implements Listing {
  /** Which listing this is, counted from 1. */
  final int epoch;

  /** Peers removed since the listing began: it may give them all the same. Guarded by the set. */
  final Set<PublicKey> removed = new HashSet<>();

  private final HotSet hotSet;

  ListingComparison(HotSet hotSet, int epoch) {
    this.hotSet = hotSet;
    this.epoch = epoch;
  }

  @Override
  public void accept(PeerStatus status) {
    hotSet.accept(this, status);
  }

  @Override
  public List<PublicKey> finish(ListingResult result) {
    return hotSet.finish(this, result.complete(), HotSet.ABSENCES_THAT_COUNT);
  }

  @Override
  public List<PublicKey> finishAfterDeviceChange(ListingResult result) {
    return hotSet.finish(this, result.complete(), 1);
  }

  @Override
  public boolean gave(PublicKey key) {
    return hotSet.gave(this, key);
  }

  @Override
  public boolean initiatedWithin(PublicKey key, Duration age) {
    return hotSet.initiatedWithin(key, age);
  }

  @Override
  public boolean stillEvictable(Eviction eviction) {
    return hotSet.stillEvictable(this, eviction);
  }
}
