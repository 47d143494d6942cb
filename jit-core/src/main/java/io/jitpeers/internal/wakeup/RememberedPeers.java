package io.jitpeers.internal.wakeup;

import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the peers that are on the device or were there recently, with their allowed IPs and
 * last known endpoints. Bounded: a full memory forgets the peer that has not been seen for the
 * longest time. Foreign peers, which other programs added, are never remembered. Thread-safe; every
 * call is short.
 */
public final class RememberedPeers implements PeerTracker {
  private final TimeSource time;
  private final int size;
  private final long rememberNanos;
  private final long pauseNanos;
  private final long maxPauseNanos;

  private final Object lock = new Object();
  // Ordered from the least recently to the most recently seen.
  private final LinkedHashMap<PublicKey, RememberedPeer> peers = new LinkedHashMap<>();
  // A prefix belongs to the peer that was last seen with it, as on the device.
  private final Map<IpPrefix, RememberedPeer> holders = new HashMap<>();
  private final int[] ipv4Lengths = new int[33];
  private final int[] ipv6Lengths = new int[129];
  private final AtomicInteger additions = new AtomicInteger();

  /** Creates an empty memory. */
  public RememberedPeers(WakeUpOptions options, TimeSource time) {
    this.time = time;
    this.size = options.indexSize();
    this.rememberNanos = options.remember().toNanos();
    this.pauseNanos = options.pause().toNanos();
    this.maxPauseNanos = options.maxPause().toNanos();
  }

  /**
   * Records a peer from a listing of the device. If the listing shows a handshake of the peer, the
   * client can be reached, so the pause between the peer's wake-ups is reset.
   */
  @Override
  public void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
    synchronized (lock) {
      RememberedPeer peer = see(key, held);
      InetSocketAddress endpoint = status.endpoint();
      if (endpoint != null) {
        peer.endpoint(endpoint);
      }
      if (status.handshakeStamp() != 0) {
        peer.confirmed();
      }
    }
  }

  @Override
  public void provisioned(
      PeerConfig config, @Nullable InetSocketAddress from, @Nullable Tai64n timestamp) {
    IpPrefix[] held = distinct(config);
    synchronized (lock) {
      RememberedPeer peer = see(config.publicKey(), held);
      if (from != null) {
        peer.endpoint(from);
      }
      peer.confirmed();
    }
  }

  /**
   * Records a peer that was provisioned by a wake-up. The wake-up counts as unconfirmed until a
   * handshake shows that the client can be reached.
   */
  @Override
  public void woken(PeerConfig config) {
    IpPrefix[] held = distinct(config);
    synchronized (lock) {
      see(config.publicKey(), held).installed();
    }
  }

  /**
   * Records that a resident peer's config was changed. Does nothing if the peer is not remembered.
   */
  @Override
  public void changed(PeerConfig config) {
    IpPrefix[] held = distinct(config);
    synchronized (lock) {
      RememberedPeer peer = peers.get(config.publicKey());
      if (peer != null && !peer.holds(held)) {
        withdraw(peer);
        peer.hold(held);
        claim(peer, time.nanoTime());
      }
    }
  }

  private static IpPrefix[] distinct(PeerConfig config) {
    return config.allowedIps().stream().distinct().toArray(IpPrefix[]::new);
  }

  private RememberedPeer see(PublicKey key, IpPrefix[] held) {
    long now = time.nanoTime();
    // The peer is removed and added again, so that it becomes the most recent one.
    RememberedPeer peer = peers.remove(key);
    if (peer == null) {
      peer = new RememberedPeer(key, held, now);
    } else if (!peer.holds(held)) {
      withdraw(peer);
      peer.hold(held);
    }
    peers.put(peer.key, peer);
    claim(peer, now);
    peer.seenAt = now; // Not earlier: until now, the peer may have been forgotten.
    forgetTheEldest();
    return peer;
  }

  private void claim(RememberedPeer peer, long now) {
    for (IpPrefix prefix : peer.held()) {
      RememberedPeer before = holders.put(prefix, peer);
      if (before == null) {
        lengthsOf(prefix)[prefix.length()]++;
      }
      if (before == null || isForgotten(before, now)) {
        additions.incrementAndGet();
      }
    }
  }

  private void withdraw(RememberedPeer peer) {
    for (IpPrefix prefix : peer.held()) {
      if (holders.remove(prefix, peer)) {
        lengthsOf(prefix)[prefix.length()]--;
      }
    }
  }

  private void forgetTheEldest() {
    if (peers.size() > size) {
      Iterator<RememberedPeer> eldest = peers.values().iterator();
      withdraw(eldest.next());
      eldest.remove();
    }
  }

  /** Forgets a peer that must not be woken any more. */
  @Override
  public void forget(PublicKey key) {
    synchronized (lock) {
      RememberedPeer peer = peers.remove(key);
      if (peer != null) {
        withdraw(peer);
      }
    }
  }

  /**
   * Returns the remembered peer with the longest prefix that contains an address; null if no peer
   * has such a prefix.
   *
   * @param shorter a prefix length; only longer prefixes are considered; -1 to consider all
   *     prefixes
   */
  @Nullable PublicKey holder(IpPrefix address, int shorter) {
    synchronized (lock) {
      int[] lengths = lengthsOf(address);
      for (int length = address.length(); length > shorter; length--) {
        if (lengths[length] > 0) {
          RememberedPeer peer = holders.get(address.truncate(length));
          if (peer != null && !isForgotten(peer, time.nanoTime())) {
            return peer.key;
          }
        }
      }
      return null;
    }
  }

  private boolean isForgotten(RememberedPeer peer, long now) {
    return now - peer.seenAt >= rememberNanos;
  }

  /**
   * Returns whether a peer must not be woken yet, because the pause after its last wake-up is not
   * over.
   */
  boolean isPaused(PublicKey key) {
    synchronized (lock) {
      RememberedPeer peer = peers.get(key);
      return peer != null && peer.isPaused(time.nanoTime());
    }
  }

  /** Begins a wake-up. Returns the peer's last known endpoint; null if no endpoint is known. */
  @Nullable InetSocketAddress wake(PublicKey key) {
    synchronized (lock) {
      RememberedPeer peer = peers.get(key);
      if (peer == null) {
        return null;
      }
      peer.wake(time.nanoTime(), pauseNanos, maxPauseNanos);
      return peer.endpoint();
    }
  }

  /**
   * Returns a number that changes whenever a remembered peer gets an allowed IP that no other peer
   * held, or that only a peer held that was forgotten because of its age. After a change, {@link
   * WakeUpStage} again looks up the addresses for which it found no peer.
   */
  int additions() {
    return additions.get();
  }

  /** Returns the number of remembered peers. */
  public int size() {
    synchronized (lock) {
      return peers.size();
    }
  }

  private int[] lengthsOf(IpPrefix prefix) {
    return prefix.isIpv6() ? ipv6Lengths : ipv4Lengths;
  }
}
