package io.jitpeers.internal.hotset;

import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One listing of the peers on the device. It brings the hot set up to date. Confined to one thread.
 * Changes the hot set under the hot set's lock.
 */
public final class Listing {
  private static final int ABSENCES_THAT_COUNT = 2;

  /** The number of this listing, counted from 1. */
  private final int epoch;

  private final HotSet hotSet;
  private final boolean glance;

  /**
   * Peers removed since the listing began. The listing may still show them. Guarded by the hot
   * set's lock.
   */
  private final Set<PublicKey> removed = new HashSet<>();

  private final List<JitEvent> events = new ArrayList<>();

  /**
   * The events of clients that have connected or disconnected, by the peer's key. They wait here
   * until the listing has ended. If a peer is removed meanwhile, its event is published before the
   * event of its removal. Guarded by the hot set's lock.
   */
  private final Map<PublicKey, JitEvent> connections = new LinkedHashMap<>();

  Listing(HotSet hotSet, int epoch, boolean glance) {
    this.hotSet = hotSet;
    this.epoch = epoch;
    this.glance = glance;
  }

  /** Records a peer that is removed during the listing. The caller holds the hot set's lock. */
  void noteRemoved(PublicKey key) {
    removed.add(key);
  }

  /**
   * Removes and returns the event that a peer's client has connected or disconnected, if this event
   * waits for the end of the listing. Returns null if no such event of the peer waits. The caller
   * holds the hot set's lock.
   */
  @Nullable JitEvent takeConnection(PublicKey key) {
    return connections.remove(key);
  }

  /**
   * Processes one listed peer. Ignores a peer that is listed a second time, which happens if the
   * device changes during the listing.
   *
   * @param status used only until this method returns, so the caller may reuse one object for all
   *     peers
   */
  public void accept(ListedPeer status) {
    synchronized (hotSet.lock) {
      if (hotSet.listing != this) {
        return;
      }
      ResidentRecord peer = hotSet.peers.get(status);
      if (peer == null) {
        if (!removed.contains(status.publicKey())) {
          acceptFound(status);
        }
      } else if (peer.listedEpoch < epoch
          && (!glance || peer.handshakeStamp() != status.handshakeStamp())) {
        acceptKnown(peer, status);
        // The listing may show the old state of a peer that was installed after the listing began.
        // So such a peer's status is ignored.
        if (hotSet.listedPeers != null && !peer.isForeign() && peer.installedEpoch < epoch) {
          hotSet.listedPeers.listed(peer.key, peer.held(), status);
        }
      }
    }
  }

  private void acceptKnown(ResidentRecord peer, ListedPeer status) {
    // The listing may show the old state of a peer that was installed after the listing began. So
    // such a peer's status is ignored.
    if (peer.installedEpoch < epoch) {
      takeReading(peer, status);
      if (peer.isEstablished()) {
        hotSet.unconfirmed().forget(peer.key);
      }
      if (peer.origin() == PeerOrigin.PROVISIONED) {
        hotSet.claims.claimBack(peer, status);
        compare(peer, status);
      } else {
        takeOver(peer, status);
      }
    }
    peer.listedEpoch = epoch;
    peer.present();
  }

  /** Updates a peer's record from its listed status. Adds events unless the peer is foreign. */
  private void takeReading(ResidentRecord peer, ListedPeer status) {
    boolean ours = !peer.isForeign();
    boolean established = peer.isEstablished();
    InetSocketAddress previous = null;
    boolean elsewhere = peer.isElsewhere(status);
    if (elsewhere) {
      previous = peer.endpoint();
      hotSet.sources.move(peer, status.endpoint());
    }
    boolean handshake = peer.hasOtherHandshake(status);
    if (peer.isOutdatedBy(status)) {
      // Read only if needed, because on some machines each reading of the clock is a system call.
      long now = hotSet.now();
      peer.update(status, now, now - hotSet.listings.lastLook(peer), hotSet.totals);
    }
    if (ours && !established && peer.isEstablished()) {
      events.add(new JitEvent.PeerEstablished(peer.key, peer.reading()));
    }
    hotSet.connections.listed(peer, handshake, hotSet.listings.begun(), connections);
    if (ours && previous != null && peer.isLocated()) {
      events.add(new JitEvent.PeerRoamed(peer.key, previous, peer.reading()));
    }
  }

  /**
   * Adds an event if the allowed IPs of an installed peer differ from those that this gateway
   * installed. Skips a peer that is about to be changed and a peer whose last change failed,
   * because this gateway may have caused the difference.
   */
  private void compare(ResidentRecord peer, ListedPeer listed) {
    if (!peer.holdsJust(listed)
        && !hotSet.claims.isReserving(peer.key)
        && !peer.isAltered()
        && peer.altered()) {
      events.add(new JitEvent.ForeignChange(peer.key, listed.allowedIps()));
    }
  }

  /**
   * Records in the hot set that a peer holds the allowed IPs that the listing shows. Called for a
   * peer that this gateway did not install.
   */
  private void takeOver(ResidentRecord peer, ListedPeer listed) {
    if (peer.holdsJust(listed)) {
      hotSet.claims.claimAgain(peer);
      return;
    }
    IpPrefix[] before = peer.held();
    IpPrefix[] held = AllowedIpClaims.distinct(listed.allowedIps());
    peer.hold(held);
    hotSet.claims.replace(peer.key, before, held);
    hotSet.claims.foreign(peer.key, held, peer.isForeign());
  }

  private void acceptFound(ListedPeer status) {
    long now = hotSet.now();
    IpPrefix[] held = AllowedIpClaims.distinct(status.allowedIps());
    boolean asked = hotSet.askedFor.isOurs(status);
    PeerOrigin origin = asked ? PeerOrigin.ADOPTED : PeerOrigin.FOREIGN;
    ResidentRecord peer = new ResidentRecord(status.publicKey(), origin, held, now);
    peer.found(status, now);
    hotSet.connections.found(peer);
    peer.listedEpoch = epoch;
    hotSet.peers.add(peer);
    hotSet.sources.arrived(peer);
    hotSet.claims.replace(peer.key, AllowedIpClaims.NONE, held);
    hotSet.claims.foreign(peer.key, held, !asked);
    if (asked) {
      hotSet.configs().foundAskedFor(peer, hotSet.askedFor.forget(peer.key));
    }
  }

  /**
   * Ends the listing. Removes a peer from the hot set if two complete listings in a row did not
   * show it. Returns the removed peers that this gateway manages; foreign peers are removed but not
   * returned.
   */
  public List<PublicKey> finish(ListingResult result) {
    return finish(result, ABSENCES_THAT_COUNT);
  }

  /**
   * Ends the first listing after the device was re-created or changed its key. Removes from the hot
   * set each peer that this listing did not show. One absence is enough here, because no earlier
   * listing of this device exists. An incomplete listing removes no peer. Returns the same peers as
   * {@link #finish(ListingResult)}: the removed peers that this gateway manages.
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
      events.addAll(connections.values());
    }
    List<PublicKey> lost = new ArrayList<>();
    if (result.complete()) {
      synchronized (hotSet.lock) {
        hotSet.askedFor.listed(epoch);
      }
      hotSet.peers.forEach(
          peer -> {
            boolean connected = peer.connected;
            if (isLost(peer, absencesThatCount) && !peer.isForeign()) {
              lost.add(peer.key);
              events.add(new JitEvent.PeerLost(peer.key, peer.reading()));
              if (connected) {
                events.add(
                    new JitEvent.PeerDisconnected(peer.key, Disconnection.LOST, peer.reading()));
              }
            }
          });
    }
    return List.copyOf(lost);
  }

  /**
   * Removes a peer from the hot set if the given number of complete listings in a row, this one
   * included, did not show it. Keeps a peer that may have been installed after the listing began,
   * and a peer that is being installed again or changed now. Returns whether the peer was removed.
   */
  private boolean isLost(ResidentRecord peer, int absencesThatCount) {
    return peer.listedEpoch < epoch
        && !peer.mayBeInstalledAfter(epoch)
        && !hotSet.claims.isReserving(peer.key)
        && peer.absent() >= absencesThatCount
        && hotSet.takeOut(peer.key);
  }

  /**
   * Returns the events of this listing, in order. The caller publishes them after the listing has
   * finished, without holding the hot set's lock.
   */
  public List<JitEvent> events() {
    return List.copyOf(events);
  }

  /** Returns whether the listing showed a peer. If it did, the peer's figures are up to date. */
  public boolean gave(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      return peer != null && peer.listedEpoch >= epoch;
    }
  }

  /**
   * Returns whether a peer's client initiated a handshake less than {@code age} ago. The handshake
   * may then still be in progress.
   */
  public boolean initiatedWithin(PublicKey key, Duration age) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      return peer != null && peer.initiatedWithin(hotSet.now(), age.toNanos());
    }
  }

  /**
   * Returns whether a peer selected for eviction became active again after the listing began. Such
   * a peer is not evicted. A new install always counts as activity, because the installed config is
   * newer than the facts on which the eviction is based. A new initiation counts as activity unless
   * the peer is evicted because its authorization has ended.
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
