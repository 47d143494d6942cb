package io.jitpeers.internal.fleet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * This gateway's own resident peers, with the state of their claims in the fleet's directory. A
 * claim states that a client has a session with this gateway. Each method is one state transition.
 * Thread-safe; every call is short.
 */
final class HeldPeers {
  private static final int MOST_DEPARTED = 100_000;

  private final String gateway;
  private final TimeSource time;
  private final Map<PublicKey, HeldPeer> peers = new HashMap<>();
  private int located;
  // The newest timestamps of clients whose peers have left this gateway, and of clients that this
  // gateway takes over from another one.
  private final Cache<PublicKey, Tai64n> departed =
      Caffeine.newBuilder().maximumSize(MOST_DEPARTED).executor(Runnable::run).build();

  /** The action that follows a transition. */
  enum Next {
    NOTHING,
    /** The peer's handshake is awaited. */
    AWAIT,
    /**
     * The caller is to send the claim that {@link HeldPeers#wanted} returns. If {@code wanted}
     * returns null, the caller is to release this gateway's earlier claim instead.
     */
    CLAIM,
    /** The client is at another gateway, so the peer is to be evicted. */
    LEAVE
  }

  /**
   * A claim to be sent.
   *
   * @param sinceHandshake how long ago the peer's latest handshake completed
   */
  record Wanted(PeerLocation location, Duration sinceHandshake) {}

  HeldPeers(String gateway, TimeSource time) {
    this.gateway = gateway;
    this.time = time;
  }

  /**
   * Records an initiation that was accepted.
   *
   * @param resident whether the peer is on the device. If it is, the initiation is recorded. If it
   *     is not, the initiation is recorded only if this object still holds the peer, because {@link
   *     #left} has not been called yet
   */
  synchronized Next initiated(PublicKey key, Tai64n timestamp, boolean resident) {
    HeldPeer peer = resident ? peers.computeIfAbsent(key, HeldPeer::new) : peers.get(key);
    if (peer == null) {
      return Next.NOTHING;
    }
    peer.accepted(timestamp, time.wallTime());
    return peer.claimed ? Next.NOTHING : Next.AWAIT;
  }

  /**
   * Records an installed peer.
   *
   * @param timestamp the timestamp of the client's initiation; null if there was no initiation
   */
  synchronized void installed(PublicKey key, @Nullable Tai64n timestamp) {
    HeldPeer peer = peers.computeIfAbsent(key, HeldPeer::new);
    if (timestamp != null) {
      peer.accepted(timestamp, time.wallTime());
    } else {
      resume(peer);
    }
  }

  private void resume(HeldPeer peer) {
    Tai64n last = departed.getIfPresent(peer.key);
    if (last != null) {
      peer.resumes(HeldPeer.next(last));
    }
  }

  /**
   * Records the timestamp of a client that this gateway is about to take over from another gateway.
   */
  void takesOver(PublicKey key, Tai64n timestamp) {
    departed.put(key, timestamp);
  }

  /** Updates what this object knows about a peer from a new listing of the device. */
  synchronized Next listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
    HeldPeer peer = peers.get(key);
    if (peer == null) {
      peer = new HeldPeer(key);
      resume(peer);
      peers.put(key, peer);
    }
    boolean moved = peer.moves(held, status);
    return peer.takes(status, time) || (moved && peer.claimed) ? Next.CLAIM : Next.NOTHING;
  }

  /** Returns whether a peer of this gateway is being evicted. Such a peer is not claimed. */
  synchronized boolean isLeaving(PublicKey key) {
    HeldPeer peer = peers.get(key);
    return peer != null && peer.leaving;
  }

  /**
   * Returns the claim to send for a peer; null if the peer is not on this gateway or has no
   * session.
   */
  synchronized @Nullable Wanted wanted(PublicKey key) {
    HeldPeer peer = peers.get(key);
    return peer == null || !peer.hasSession()
        ? null
        : new Wanted(peer.location(gateway), peer.sinceHandshake(time.nanoTime()));
  }

  /**
   * Records that the directory accepted a claim. Returns {@link Next#CLAIM} if the peer left the
   * device after the claim was sent. The caller then releases the claim.
   */
  synchronized Next accepted(PublicKey key) {
    HeldPeer peer = peers.get(key);
    if (peer == null) {
      return Next.CLAIM;
    }
    located += peer.claimed ? 0 : 1;
    peer.claimed = true;
    peer.claimedAt = time.nanoTime();
    return Next.NOTHING;
  }

  /**
   * Records that the directory refused a claim, because the claim's timestamp is not newer than the
   * timestamp of the client's location at another gateway.
   *
   * @param other the client's location at the other gateway
   * @param later whether this gateway's handshake with the client nevertheless completed later than
   *     the other gateway's handshake. This happens in two cases. Either this gateway sent the
   *     initiation, so the client gave no timestamp for this handshake, or the client's clock was
   *     set back
   */
  synchronized Next refused(PeerLocation other, boolean later) {
    HeldPeer peer = peers.get(other.key());
    if (peer == null) {
      return Next.NOTHING;
    }
    unclaim(peer);
    if (later && peer.followsAfter(other.timestamp())) {
      return Next.CLAIM;
    }
    return leaves(peer, other);
  }

  /**
   * Records that another gateway has claimed a client that this gateway had claimed.
   *
   * @param to the client's location at the other gateway
   */
  synchronized Next moved(PeerLocation to) {
    HeldPeer peer = peers.get(to.key());
    if (peer == null) {
      return Next.NOTHING;
    }
    if (peer.isBackFrom(to)) {
      // The client has come back meanwhile, so this gateway claims the location again. Another such
      // claim may already be under way.
      return Next.CLAIM;
    }
    unclaim(peer);
    return leaves(peer, to);
  }

  private Next leaves(HeldPeer peer, PeerLocation to) {
    if (!peer.isLostTo(to)) {
      return Next.AWAIT; // The client has since initiated here again.
    }
    if (peer.leaving) {
      return Next.NOTHING;
    }
    peer.leaving = true;
    return Next.LEAVE;
  }

  private void unclaim(HeldPeer peer) {
    located -= peer.claimed ? 1 : 0;
    peer.claimed = false;
  }

  /**
   * Returns whether this gateway holds a peer although the peer's session is at the gateway of the
   * given location. If this gateway has accepted an initiation with a later timestamp than the
   * location's, the session is not at the other gateway, and the result is false.
   */
  synchronized boolean isLostTo(PeerLocation to) {
    HeldPeer peer = peers.get(to.key());
    return peer != null && peer.isLostTo(to);
  }

  /**
   * Records that a planned eviction of a peer did not happen. Returns whether this object still
   * holds the peer.
   */
  synchronized boolean stays(PublicKey key) {
    HeldPeer peer = peers.get(key);
    if (peer != null) {
      peer.leaving = false;
    }
    return peer != null;
  }

  /**
   * Removes a peer that has left the device. Returns {@link Next#CLAIM} if the directory holds this
   * gateway's claim for the peer. The caller then releases the claim.
   */
  synchronized Next left(PublicKey key) {
    HeldPeer peer = peers.remove(key);
    if (peer == null) {
      return Next.NOTHING;
    }
    boolean claimed = peer.claimed;
    unclaim(peer);
    Tai64n newest = peer.newest();
    if (newest != null) {
      departed.put(key, newest);
    }
    return claimed ? Next.CLAIM : Next.NOTHING;
  }

  /** Returns the peers whose claims the directory last accepted at least {@code age} ago. */
  synchronized List<PublicKey> claimedBefore(Duration age) {
    long now = time.nanoTime();
    List<PublicKey> old = new ArrayList<>();
    peers.forEach(
        (key, peer) -> {
          if (peer.claimed && now - peer.claimedAt >= age.toNanos()) {
            old.add(key);
          }
        });
    return old;
  }

  /**
   * Returns the number of peers for which the directory holds this gateway's claim, as far as this
   * gateway knows.
   */
  synchronized int located() {
    return located;
  }
}
