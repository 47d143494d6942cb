package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;

/** One listing, used on one thread. */
public interface Listing {
  /** Takes one peer's status. */
  void accept(PeerStatus status);

  /**
   * Ends the listing; gives the peers that two complete listings in a row lacked, now taken out.
   * Foreign ones leave without being given: nobody here put them there.
   */
  List<PublicKey> finish(ListingResult result);

  /** Whether the listing gave a peer, so that what is known of it is new. */
  boolean gave(PublicKey key);

  /** Whether a peer's client initiated so short a time ago that the handshake may be under way. */
  boolean initiatedWithin(PublicKey key, Duration age);

  /**
   * Ends the listing of a device that has just changed: a peer that it lacks is taken out at once,
   * for there is no earlier listing to agree with. An incomplete one takes nothing out.
   */
  List<PublicKey> finishAfterDeviceChange(ListingResult result);

  /**
   * Whether a peer may still go: resident, not pinned, not foreign, and not back since the listing
   * began. An initiation does not keep a peer whose authorization ended; having been installed
   * again does, since that was with a newer config than the one judged.
   */
  boolean stillEvictable(Eviction eviction);
}
