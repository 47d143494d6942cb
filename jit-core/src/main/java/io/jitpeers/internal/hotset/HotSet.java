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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The peers believed to be on the device. Provisioning adds to it, sweeps compare it with the
 * device, the writer takes from it. Thread-safe; every call is short.
 *
 * <p>One lock guards it, also for a {@link Listing}, which has the other half of it. Walks over all
 * peers take it once for each peer, so that they never keep an initiation waiting.
 */
public final class HotSet {
  /** What an initiation of a key means. */
  public enum Presence {
    /** The peer is not on the device. */
    ABSENT,
    /** The peer is on the device, which answers the initiation by itself. */
    RESIDENT,
    /**
     * The peer should be on the device, yet its client initiates again within 15 s
     * (KEEPALIVE_TIMEOUT + REKEY_TIMEOUT): it is not being answered. Said at most once a minute for
     * a key.
     */
    UNANSWERED
  }

  private static final long ANSWER_NANOS = Duration.ofSeconds(15).toNanos();

  final Object lock = new Object();
  private final TimeSource time;
  final @Nullable ListedPeers listedPeers;
  private final long origin;
  // Concurrent only so that it can be walked without the lock.
  final Map<PublicKey, ResidentRecord> peers = new ConcurrentHashMap<>();
  final AllowedIpClaims claims;
  private final ReinstallThrottle complaints = new ReinstallThrottle();
  final UnconfirmedPeers confirmations = new UnconfirmedPeers();
  private final Set<PublicKey> pins = new HashSet<>();
  final Set<PublicKey> removing = new HashSet<>();
  final AskedFor askedFor = new AskedFor();
  final ListingTimes listings = new ListingTimes();
  private final ResidentConfigs configs;
  final TrafficTotals totals = new TrafficTotals();
  final KnownSources sources = new KnownSources();
  @Nullable Listing listing;

  /** Creates an empty set without a listener, in which no allowed IPs may overlap. */
  public HotSet(TimeSource time) {
    this(time, null, NestedAllowedIps.REFUSE);
  }

  /**
   * Creates an empty set.
   *
   * @param listedPeers is told of our own peers that listings give; null for nobody
   * @param nested which overlaps of allowed IPs are conflicts
   */
  public HotSet(TimeSource time, @Nullable ListedPeers listedPeers, NestedAllowedIps nested) {
    this.time = time;
    this.claims = new AllowedIpClaims(nested);
    this.origin = time.nanoTime();
    this.listedPeers = listedPeers;
    this.configs = new ResidentConfigs(this, time);
  }

  long now() {
    return time.nanoTime() - origin;
  }

  long wallSecond() {
    return time.wallTime().getEpochSecond();
  }

  /** Where peers are known to be. */
  public KnownSources sources() {
    return sources;
  }

  /** What the control plane said of the resident peers, and when it is to be asked again. */
  public ResidentConfigs configs() {
    return configs;
  }

  /**
   * Notes an initiation, which keeps the peer from a sweep under way. It is no use of the peer by
   * itself: a client with a persistent keepalive initiates every two minutes for ever.
   */
  public Presence initiationSeen(PublicKey key) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      if (peer == null || removing.contains(key)) {
        return Presence.ABSENT;
      }
      long now = now();
      boolean unanswered = peer.initiationSeen(now, listings.epoch(), ANSWER_NANOS);
      // Somebody else's peer is not ours to install again, whatever its client suffers.
      return unanswered && peer.origin != PeerOrigin.FOREIGN && complaints.admit(peer.key, now)
          ? Presence.UNANSWERED
          : Presence.RESIDENT;
    }
  }

  /**
   * Reserves allowed IPs for a peer that is about to be installed, in place of any it has reserved.
   * A resident peer's own allowed IPs never conflict with its new ones.
   *
   * @return the first conflict, in which case nothing changed; or null
   */
  public @Nullable Conflict reserve(PublicKey key, Collection<IpPrefix> allowedIps) {
    synchronized (lock) {
      return claims.reserve(key, allowedIps, heldBy(key));
    }
  }

  /**
   * Gives back what a peer reserved that was not installed after all; a resident one keeps its own.
   */
  public void release(PublicKey key) {
    synchronized (lock) {
      claims.release(key, heldBy(key));
    }
  }

  /**
   * Takes in a peer that was just installed, with its reservation. An installed again one keeps its
   * state, and a found one becomes provisioned.
   */
  public void installed(PeerConfig config) {
    IpPrefix[] held = AllowedIpClaims.distinct(config.allowedIps());
    synchronized (lock) {
      long now = now();
      PublicKey key = config.publicKey();
      IpPrefix[] before = heldBy(key);
      ResidentRecord peer =
          peers.computeIfAbsent(key, k -> new ResidentRecord(k, PeerOrigin.PROVISIONED, held, now));
      peer.origin = PeerOrigin.PROVISIONED;
      peer.hold(held);
      configs.take(peer, config, now);
      peer.installedAgain(now, listings.epoch());
      peer.absences = 0;
      askedFor.forget(key);
      claims.install(peer.key, before, held);
    }
  }

  /**
   * Notes that the data plane did not get the initiation that a peer was installed for. Its client
   * is not yet unanswered when it sends the next one.
   */
  public void initiationWithheld(PublicKey key) {
    withhold(key, true);
  }

  /** Undoes {@link #initiationWithheld}: the data plane is about to get the initiation. */
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
   * Expects a resident peer to complete a handshake: the data plane was pointed to an address that
   * nobody has proved to be its client's. Does nothing if it has completed one before, or is
   * expected to already.
   */
  public void expectConfirmation(PublicKey key) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      if (peer != null && !peer.isEstablished()) {
        confirmations.expect(peer.key, now());
      }
    }
  }

  /**
   * Returns resident peers that were expected to complete a handshake so long ago, and of which no
   * listing has shown one since; so many at the most, the oldest first.
   */
  public List<PublicKey> unconfirmed(Duration age, int most) {
    synchronized (lock) {
      return confirmations.overdue(now(), age, most);
    }
  }

  /**
   * Marks a peer as about to be removed from the device, if it is resident and still may go. From
   * here on an initiation of it finds it absent, and provisions it anew after the removal.
   *
   * @param stillWanted asked with no initiation in between
   * @return false if it is not resident or may not go, in which case nothing changed
   */
  public boolean beginRemoval(PublicKey key, BooleanSupplier stillWanted) {
    synchronized (lock) {
      boolean begun = peers.containsKey(key) && stillWanted.getAsBoolean() && removing.add(key);
      if (begun) {
        claims.departing();
      }
      return begun;
    }
  }

  /** Takes back {@link #beginRemoval}: the store could not remove the peer. */
  public void removalFailed(PublicKey key) {
    synchronized (lock) {
      removing.remove(key);
    }
  }

  /** What the latest listing that gave a resident peer said of it. */
  public PeerReading lastReading(PublicKey key) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      return peer == null ? PeerReading.NONE : peer.reading();
    }
  }

  /** What all peers have moved together, as far as listings showed it. */
  public TrafficBytes traffic() {
    synchronized (lock) {
      return totals.bytes();
    }
  }

  /** Takes out a peer that was removed from the device. False if it was not in. */
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
    complaints.forget(key);
    confirmations.forget(key);
    configs.forget(peer);
    sources.left(peer);
    claims.remove(key, peer.held());
    return true;
  }

  /** Returns whether a peer is resident. */
  public boolean contains(PublicKey key) {
    return peers.containsKey(key);
  }

  /**
   * Returns the length of the longest allowed IP that an address is in, if a resident peer holds
   * it. One that is about to be removed does not.
   *
   * @param address the prefix of one address
   * @return 0 to 128, or -1 if nobody holds the address
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
      return peers.containsKey(key) && !removing.contains(key);
    }
  }

  /** Returns whether a resident peer belongs to somebody else. */
  public boolean isForeign(PublicKey key) {
    synchronized (lock) {
      ResidentRecord peer = peers.get(key);
      return peer != null && peer.origin == PeerOrigin.FOREIGN;
    }
  }

  /**
   * Returns a number that changes whenever an address that {@linkplain #heldLength is held} may be
   * held no longer. Takes no lock.
   */
  public int departures() {
    return claims.departures();
  }

  /** Returns a resident peer, as of now. No side effects. */
  public Optional<ResidentPeer> find(PublicKey key) {
    synchronized (lock) {
      return Optional.ofNullable(peers.get(key))
          .map(peer -> peer.snapshot(now(), wallSecond(), pins.contains(key)));
    }
  }

  /** How many peers are resident. */
  public int size() {
    return peers.size();
  }

  /** Every resident peer, as of now. No side effects. */
  public List<ResidentPeer> view() {
    List<ResidentPeer> view = new ArrayList<>(peers.size());
    long wallSecond = wallSecond();
    for (ResidentRecord peer : peers.values()) {
      synchronized (lock) {
        view.add(peer.snapshot(now(), wallSecond, pins.contains(peer.key)));
      }
    }
    return view;
  }

  /** The resident peers that belong to somebody else, as of now. No side effects. */
  public List<ResidentPeer> foreign() {
    List<ResidentPeer> foreign = new ArrayList<>();
    long wallSecond = wallSecond();
    for (ResidentRecord peer : peers.values()) {
      synchronized (lock) {
        if (peer.origin == PeerOrigin.FOREIGN) {
          foreign.add(peer.snapshot(now(), wallSecond, pins.contains(peer.key)));
        }
      }
    }
    return foreign;
  }

  /** Pins a key, resident or not. */
  public void pin(PublicKey key) {
    synchronized (lock) {
      pins.add(key);
    }
  }

  /** Undoes a pin; without one it does nothing. */
  public void unpin(PublicKey key) {
    synchronized (lock) {
      pins.remove(key);
    }
  }

  /** Forgets every peer and reservation, as when the device was created anew. Pins stay. */
  public void reset() {
    synchronized (lock) {
      peers.clear();
      sources.clear();
      configs.clear();
      claims.clear();
      complaints.clear();
      confirmations.clear();
      askedFor.clear();
      removing.clear();
      listing = null;
    }
  }

  /** Begins a comparison with a listing about to start; an unfinished one counts for nothing. */
  public Listing beginListing() {
    synchronized (lock) {
      listings.begin(now());
      listing = new Listing(this, listings.epoch());
      return listing;
    }
  }

  IpPrefix[] heldBy(PublicKey key) {
    ResidentRecord peer = peers.get(key);
    return peer == null ? AllowedIpClaims.NONE : peer.held();
  }
}
