package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One listing of the device, seen against the hot set. Used on one thread. */
public final class Listing {
  private static final int ABSENCES_THAT_COUNT = 2;

  /** Which listing this is, counted from 1. */
  final int epoch;

  /** Peers removed since the listing began: it may give them all the same. Guarded by the set. */
  final Set<PublicKey> removed = new HashSet<>();

  private final HotSet hotSet;

  Listing(HotSet hotSet, int epoch) {
    this.hotSet = hotSet;
    this.epoch = epoch;
  }

  /** Takes one peer's status. */
  public void accept(PeerStatus status) {
    hotSet.accept(this, status);
  }

  /**
   * Ends the listing; returns the peers that two complete listings in a row lacked, now taken out.
   * Foreign peers are taken out but not returned: this gateway did not install them.
   */
  public List<PublicKey> finish(ListingResult result) {
    return hotSet.finish(this, result.complete(), ABSENCES_THAT_COUNT);
  }

  /**
   * Ends the listing of a device that has just changed: a peer that it lacks is taken out at once,
   * for there is no earlier listing to agree with. An incomplete one takes nothing out.
   */
  public List<PublicKey> finishAfterDeviceChange(ListingResult result) {
    return hotSet.finish(this, result.complete(), 1);
  }

  /** Whether the listing gave a peer, so that what is known of it is new. */
  public boolean gave(PublicKey key) {
    return hotSet.gave(this, key);
  }

  /** Whether a peer's client initiated so short a time ago that the handshake may be under way. */
  public boolean initiatedWithin(PublicKey key, Duration age) {
    return hotSet.initiatedWithin(key, age);
  }

  /**
   * Whether a resident peer came back since the listing began. An initiation does not bring one
   * back whose authorization ended; having been installed again does, since that was with a newer
   * config than the one judged.
   */
  public boolean cameBack(Eviction eviction) {
    return hotSet.cameBack(this, eviction);
  }
}
