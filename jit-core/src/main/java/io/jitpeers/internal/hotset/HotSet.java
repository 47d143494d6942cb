package io.jitpeers.internal.hotset;

import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.internal.common.StatisticsSnapshot.TrafficBytes;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The resident peers, that is, the peers believed to be on the device. Provisioning adds peers.
 * Sweeps, which search for idle peers to evict, compare the set with the device. The store writer,
 * which makes all changes to the device, removes evicted peers. Thread-safe; every call is short.
 *
 * <p>One lock guards this set and its {@link Listing}. A walk over all peers takes the lock for a
 * few peers at a time, so the processing of an initiation never waits until a walk ends.
 */
public final class HotSet {
  /** The state of the peer that sent an initiation. */
  public enum Presence {
    /** The peer is not on the device. */
    ABSENT,
    /** The peer is on the device, which answers the initiation itself. */
    RESIDENT,
    /**
     * The peer should be on the device, but its client sent two initiations within 15 s
     * (KEEPALIVE_TIMEOUT + REKEY_TIMEOUT), and no handshake was seen since the first of them. So
     * the device seems not to answer. Reported at most once a minute per key.
     */
    UNANSWERED
  }

  private static final long ANSWER_NANOS = Duration.ofSeconds(15).toNanos();

  final Object lock = new Object();
  private final TimeSource time;
  final @Nullable ListedPeers listedPeers;
  private final long origin;
  final ResidentTable peers;
  final AllowedIpClaims claims;
  private final ReinstallThrottle complaints = new ReinstallThrottle();
  private final UnconfirmedPeers unconfirmed = new UnconfirmedPeers(this);
  final Pins pins = new Pins(lock);
  final Set<PublicKey> removing = new HashSet<>();
  final AskedFor askedFor = new AskedFor();
  final ListingTimes listings = new ListingTimes();
  private final ResidentConfigs configs;
  final TrafficTotals totals = new TrafficTotals();
  final KnownSources sources = new KnownSources();
  final Connections connections = new Connections(this);
  @Nullable Listing listing;
  @Nullable SweptPeers swept;

  /**
   * Creates an empty set without a receiver of listed peers. Every overlap of two peers' allowed
   * IPs is a conflict.
   */
  public HotSet(TimeSource time) {
    this(time, null, NestedAllowedIps.REFUSE);
  }

  /**
   * Creates an empty set.
   *
   * @param listedPeers receives this gateway's own peers from each listing; may be null
   * @param nested which overlaps of allowed IPs are conflicts
   */
  public HotSet(TimeSource time, @Nullable ListedPeers listedPeers, NestedAllowedIps nested) {
    this.time = time;
    this.claims = new AllowedIpClaims(nested);
    this.origin = time.nanoTime();
    this.peers = new ResidentTable(lock, SourceHash.mix(origin));
    this.listedPeers = listedPeers;
    this.configs = new ResidentConfigs(this, time);
  }

  long now() {
    return time.nanoTime() - origin;
  }

  long wallSecond() {
    return time.wallTime().getEpochSecond();
  }

  /** Returns the part of this set that tracks the peers' current and recent source addresses. */
  public KnownSources sources() {
    return sources;
  }

  /** Returns the part of this set that tracks the resident peers' configs and revalidations. */
  public ResidentConfigs configs() {
    return configs;
  }

  /** Returns the pinned keys, whose peers no sweep evicts. */
  public Pins pins() {
    return pins;
  }

  /** Returns the part of this set that tracks which clients are connected. */
  public Connections connections() {
    return connections;
  }

  /** Returns the peers that are expected to complete a handshake. */
  public UnconfirmedPeers unconfirmed() {
    return unconfirmed;
  }

  /**
   * Records an initiation and returns the state of its peer. The initiation protects the peer from
   * a sweep in progress. The initiation does not count as use, because a client with a persistent
   * keepalive initiates a handshake every two minutes even if it is idle.
   */
  public Presence initiationSeen(PublicKey key) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      if (peer == null || removing.contains(key)) {
        return Presence.ABSENT;
      }
      long now = now();
      boolean unanswered = peer.initiationSeen(now, listings.epoch(), ANSWER_NANOS);
      // A foreign peer is never installed again, even if its client gets no answer.
      return unanswered && !peer.isForeign() && complaints.admit(peer.key, now)
          ? Presence.UNANSWERED
          : Presence.RESIDENT;
    }
  }

  /**
   * Reserves allowed IPs for a peer that is about to be installed. The new reservation replaces an
   * earlier one of the same peer. It never conflicts with allowed IPs that the same peer holds.
   *
   * @return the first conflict, in which case nothing changes; null if there is no conflict
   */
  public @Nullable Conflict reserve(PublicKey key, Collection<IpPrefix> allowedIps) {
    synchronized (lock) {
      return claims.reserve(key, allowedIps, heldBy(key));
    }
  }

  /**
   * Frees the allowed IPs that were reserved for a peer whose install or change failed. A resident
   * peer keeps the allowed IPs that it holds.
   */
  public void release(PublicKey key) {
    synchronized (lock) {
      claims.release(key, heldBy(key));
    }
  }

  /**
   * Adds a just installed peer, sets its origin to {@code PROVISIONED} and ends the reservation of
   * its allowed IPs. A peer that was already in this set keeps its counters and latest handshake.
   */
  public void installed(PeerConfig config) {
    IpPrefix[] held = AllowedIpClaims.distinct(config.allowedIps());
    synchronized (lock) {
      long now = now();
      PublicKey key = config.publicKey();
      IpPrefix[] before = heldBy(key);
      ResidentRecord peer = peers.get(key);
      if (peer == null) {
        peer = new ResidentRecord(key, PeerOrigin.PROVISIONED, held, now);
        peers.add(peer);
      }
      peer.origin(PeerOrigin.PROVISIONED);
      peer.hold(held);
      configs.take(peer, config, now);
      peer.installedAgain(now, listings.epoch());
      peer.present();
      askedFor.forget(key);
      claims.install(peer.key, before, held);
    }
  }

  /**
   * Records that the data plane did not get the initiation for which a peer was installed, and
   * therefore cannot answer it. At the client's next initiation, the state of the peer is then not
   * {@link Presence#UNANSWERED}.
   */
  public void initiationWithheld(PublicKey key) {
    withhold(key, true);
  }

  /** Undoes {@link #initiationWithheld}: the data plane is about to get the withheld initiation. */
  public void initiationReturned(PublicKey key) {
    withhold(key, false);
  }

  private void withhold(PublicKey key, boolean withheld) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      if (peer != null) {
        peer.initiationWithheld(withheld);
      }
    }
  }

  /**
   * Marks a resident peer as about to be removed from the device, if the removal is still wanted.
   * The peer then counts as absent: an initiation provisions it again after the removal.
   *
   * @param stillWanted returns whether to remove the peer; called under this set's lock, so that no
   *     initiation is recorded after this answer and before the marking
   * @return whether this call marked the peer; if false, nothing changed
   */
  public boolean beginRemoval(PublicKey key, BooleanSupplier stillWanted) {
    synchronized (lock) {
      boolean begun = peers.contains(key) && stillWanted.getAsBoolean() && removing.add(key);
      if (begun) {
        claims.departing();
      }
      return begun;
    }
  }

  /** Undoes {@link #beginRemoval}, because the peer could not be removed from the device. */
  public void removalFailed(PublicKey key) {
    synchronized (lock) {
      removing.remove(key);
    }
  }

  /** Returns a resident peer's reading from the latest listing that showed the peer. */
  public PeerReading lastReading(PublicKey key) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      return peer == null ? PeerReading.NONE : peer.reading();
    }
  }

  /** Returns the bytes transferred by current and former peers, as far as listings showed them. */
  public TrafficBytes traffic() {
    synchronized (lock) {
      return totals.bytes();
    }
  }

  /** Removes from this set a peer that left the device. Returns false if it was not in this set. */
  public boolean removed(PublicKey key) {
    synchronized (lock) {
      removing.remove(key);
      askedFor.removed(key, peers.get(key), listings.epoch());
      if (listing != null) {
        listing.noteRemoved(key);
      }
      return takeOut(key);
    }
  }

  boolean takeOut(PublicKey key) {
    ResidentRecord peer = peers.remove(key);
    if (peer == null) {
      return false;
    }
    if (swept != null) {
      swept.leaving(peer);
    }
    connections.left(peer);
    complaints.forget(key);
    unconfirmed.forget(key);
    configs.forget(peer);
    sources.left(peer);
    claims.remove(key, peer.held());
    return true;
  }

  /** Returns whether a peer is resident. */
  public boolean contains(PublicKey key) {
    synchronized (lock) {
      return peers.contains(key);
    }
  }

  /**
   * Returns the prefix length of the longest allowed IP that contains an address, among all allowed
   * IPs that peers hold or have reserved.
   *
   * @param address the address as a prefix of full length
   * @return 0 to 128; -1 if no allowed IP contains the address, or if the peer with the longest one
   *     is not resident yet or is about to be removed
   */
  public int heldLength(IpPrefix address) {
    synchronized (lock) {
      AllowedIpIndex.Holding longest = claims.longestMatch(address);
      return longest != null && isStaying(longest.holder()) ? longest.length() : -1;
    }
  }

  /** Returns whether a peer is resident and not about to be removed. */
  public boolean isStaying(PublicKey key) {
    synchronized (lock) {
      return peers.contains(key) && !removing.contains(key);
    }
  }

  /** Returns whether a resident peer is foreign, that is, installed by another program. */
  public boolean isForeign(PublicKey key) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      return peer != null && peer.isForeign();
    }
  }

  /**
   * Returns a number that changes whenever an allowed IP that {@link #heldLength} takes into
   * account may have lost its peer without passing to another peer. Takes no lock.
   */
  public int departures() {
    return claims.departures();
  }

  /** Returns a snapshot of a resident peer. No side effects. */
  public Optional<ResidentPeer> find(PublicKey key) {
    synchronized (lock) {
      return Optional.ofNullable(peers.get(key))
          .map(peer -> peer.snapshot(now(), wallSecond(), pins.contains(key)));
    }
  }

  /** Returns the number of resident peers. */
  public int size() {
    return peers.size();
  }

  /** Returns a snapshot of every resident peer. No side effects. */
  public List<ResidentPeer> view() {
    return new SweptPeers(this).copy();
  }

  /** Passes each foreign peer (installed by another program) to a visitor that must not keep it. */
  public void visitForeign(Consumer<? super ResidentPeer> visitor) {
    new SweptPeers(this).visit(PeerOrigin.FOREIGN, visitor);
  }

  /** Returns the peers for a sweep. The sweep calls {@link SweptPeers#close} at its end. */
  public SweptPeers beginSweep() {
    synchronized (lock) {
      swept = new SweptPeers(this);
      return swept;
    }
  }

  /** Removes all peers and reserved allowed IPs, but keeps the pinned keys. Used by tests. */
  public void reset() {
    synchronized (lock) {
      peers.clear();
      connections.clear();
      sources.clear();
      configs.clear();
      claims.clear();
      complaints.clear();
      unconfirmed.clear();
      askedFor.clear();
      removing.clear();
      listing = null;
    }
  }

  /**
   * Begins a full listing of the device, which measures the traffic of all peers. The caller passes
   * each listed peer to the returned object. An earlier, unfinished listing no longer counts.
   */
  public Listing beginListing() {
    return begin(false);
  }

  /** Begins a glance: a frequent listing that looks only for new peers and new handshakes. */
  public Listing beginGlance() {
    return begin(true);
  }

  private Listing begin(boolean glance) {
    synchronized (lock) {
      listings.begin(now(), glance);
      listing = new Listing(this, listings.epoch(), glance);
      return listing;
    }
  }

  IpPrefix[] heldBy(PublicKey key) {
    ResidentRecord peer = peers.get(key);
    return peer == null ? AllowedIpClaims.NONE : peer.held();
  }
}
