package io.jitpeers.internal.hotset;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One listing of the device, which the hot set is brought up to. Used on one thread; the hot set's
 * lock guards what it changes.
 */
public final class Listing {
  private static final int ABSENCES_THAT_COUNT = 2;

  /** Which listing this is, counted from 1. */
  private final int epoch;

  private final HotSet hotSet;

  /** Peers removed since the listing began: it may give them all the same. Guarded by the set. */
  private final Set<PublicKey> removed = new HashSet<>();

  private final List<JitEvent> events = new ArrayList<>();

  Listing(HotSet hotSet, int epoch) {
    this.hotSet = hotSet;
    this.epoch = epoch;
  }

  /** A peer is removed while the listing is under way. Under the lock. */
  void noteRemoved(PublicKey key) {
    removed.add(key);
  }

  /** Takes one peer's status. */
  public void accept(PeerStatus status) {
    synchronized (hotSet.lock) {
      if (hotSet.listing != this) {
        return;
      }
      ResidentRecord peer = hotSet.peers.get(status.publicKey());
      if (peer != null) {
        acceptKnown(peer, status);
        if (hotSet.listedPeers != null && peer.origin != PeerOrigin.FOREIGN) {
          hotSet.listedPeers.listed(peer.key, peer.held(), status);
        }
      } else if (!removed.contains(status.publicKey())) {
        acceptFound(status);
      }
    }
  }

  private void acceptKnown(ResidentRecord peer, PeerStatus status) {
    long now = hotSet.now();
    // What was installed since the listing began may be given as it was before.
    if (peer.installedEpoch < epoch) {
      takeReading(peer, status, now);
      if (peer.isEstablished()) {
        hotSet.confirmations.forget(peer.key);
      }
      if (peer.origin == PeerOrigin.PROVISIONED) {
        hotSet.claims.claimBack(peer.key, peer.held(), status.allowedIps());
        compare(peer, status.allowedIps());
      } else {
        takeOver(peer, status.allowedIps());
      }
    }
    peer.listedEpoch = epoch;
    peer.absences = 0;
  }

  /** Takes what is new, and notes the events of peers that are not foreign. */
  private void takeReading(ResidentRecord peer, PeerStatus status, long now) {
    boolean ours = peer.origin != PeerOrigin.FOREIGN;
    boolean established = peer.isEstablished();
    InetSocketAddress previous = null;
    boolean elsewhere = peer.isElsewhere(status);
    if (elsewhere) {
      previous = peer.endpoint();
      hotSet.sources.move(peer, status.endpoint());
    }
    peer.update(status, now, now - hotSet.listings.lastLook(peer), hotSet.totals);
    if (ours && !established && peer.isEstablished()) {
      events.add(new JitEvent.PeerEstablished(peer.key, peer.reading()));
    }
    if (ours && previous != null && peer.isLocated()) {
      events.add(new JitEvent.PeerRoamed(peer.key, previous, peer.reading()));
    }
  }

  /**
   * What we installed has our allowed IPs, unless another program or a change has just set some, or
   * a change of ours failed after it was made.
   */
  private void compare(ResidentRecord peer, List<IpPrefix> listed) {
    if (!peer.holdsJust(listed)
        && !hotSet.claims.isReserving(peer.key)
        && !peer.isAltered()
        && peer.altered()) {
      events.add(new JitEvent.ForeignChange(peer.key, listed));
    }
  }

  /** What others installed has the allowed IPs that the device says. */
  private void takeOver(ResidentRecord peer, List<IpPrefix> listed) {
    IpPrefix[] before = peer.held();
    // The same objects stay, or the index would keep the old ones and the record new ones.
    if (!Arrays.asList(before).equals(listed)) {
      peer.hold(AllowedIpClaims.distinct(listed));
    }
    hotSet.claims.replace(peer.key, before, peer.held());
    hotSet.claims.foreign(peer.key, peer.held(), peer.origin == PeerOrigin.FOREIGN);
  }

  private void acceptFound(PeerStatus status) {
    long now = hotSet.now();
    IpPrefix[] held = AllowedIpClaims.distinct(status.allowedIps());
    boolean asked = hotSet.askedFor.isOurs(status);
    PeerOrigin origin = asked ? PeerOrigin.ADOPTED : PeerOrigin.FOREIGN;
    ResidentRecord peer = new ResidentRecord(status.publicKey(), origin, held, now);
    peer.found(status, now);
    peer.listedEpoch = epoch;
    hotSet.peers.put(peer.key, peer);
    hotSet.sources.arrived(peer);
    hotSet.claims.replace(peer.key, AllowedIpClaims.NONE, held);
    hotSet.claims.foreign(peer.key, held, !asked);
    if (asked) {
      hotSet.configs().foundAskedFor(peer, hotSet.askedFor.forget(peer.key));
    }
  }

  /**
   * Ends the listing; returns the peers that two complete listings in a row lacked, now taken out.
   * Foreign peers are taken out but not returned: this gateway did not install them.
   */
  public List<PublicKey> finish(ListingResult result) {
    return finish(result, ABSENCES_THAT_COUNT);
  }

  /**
   * Ends the listing of a device that has just changed: a peer that it lacks is taken out at once,
   * for there is no earlier listing to agree with. An incomplete one takes nothing out.
   */
  public List<PublicKey> finishAfterDeviceChange(ListingResult result) {
    return finish(result, 1);
  }

  private List<PublicKey> finish(ListingResult result, int absencesThatCount) {
    synchronized (hotSet.lock) {
      if (hotSet.listing != this) {
        return List.of();
      }
      hotSet.listing = null;
    }
    List<PublicKey> lost = new ArrayList<>();
    if (result.complete()) {
      synchronized (hotSet.lock) {
        hotSet.askedFor.listed(epoch);
      }
      for (ResidentRecord peer : hotSet.peers.values()) {
        synchronized (hotSet.lock) {
          if (isLost(peer, absencesThatCount) && peer.origin != PeerOrigin.FOREIGN) {
            lost.add(peer.key);
            events.add(new JitEvent.PeerLost(peer.key, peer.reading()));
          }
        }
      }
    }
    return List.copyOf(lost);
  }

  /** Counts an absence and takes the peer out if there were enough. */
  private boolean isLost(ResidentRecord peer, int absencesThatCount) {
    if (hotSet.peers.get(peer.key) != peer
        || peer.listedEpoch >= epoch
        || peer.installedEpoch >= epoch) {
      return false;
    }
    peer.absences++;
    return peer.absences >= absencesThatCount && hotSet.takeOut(peer.key);
  }

  /**
   * What is to be told of peers, in its order, once the listing is finished: outside of the lock,
   * and not while the store is listing.
   */
  public List<JitEvent> events() {
    return List.copyOf(events);
  }

  /** Whether the listing gave a peer, so that what is known of it is new. */
  public boolean gave(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      return peer != null && peer.listedEpoch >= epoch;
    }
  }

  /** Whether a peer's client initiated so short a time ago that the handshake may be under way. */
  public boolean initiatedWithin(PublicKey key, Duration age) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      return peer != null && peer.initiatedWithin(hotSet.now(), age.toNanos());
    }
  }

  /**
   * Whether a resident peer came back since the listing began. An initiation does not bring one
   * back whose authorization ended; having been installed again does, since that was with a newer
   * config than the one judged.
   */
  public boolean cameBack(Eviction eviction) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(eviction.key());
      return peer != null
          && (peer.installedEpoch >= epoch
              || (!eviction.cause().endsAuthorization() && peer.initiatedEpoch >= epoch));
    }
  }
}
