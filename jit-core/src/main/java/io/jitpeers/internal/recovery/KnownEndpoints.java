package io.jitpeers.internal.recovery;

import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.options.RecoveryOptions;
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
import org.jspecify.annotations.Nullable;

/**
 * Remembers the endpoints of the clients whose peers are on the device or were there recently.
 * Bounded: a full memory forgets the client that has not been seen for the longest time.
 * Thread-safe; every call is short.
 */
public final class KnownEndpoints implements PeerTracker {
  private final int size;
  private final long rememberNanos;
  private final TimeSource time;
  // Ordered by access, from the least recently to the most recently seen.
  private final LinkedHashMap<PublicKey, Known> clients = new LinkedHashMap<>(16, 0.75f, true);
  // An endpoint belongs to the client that was last seen there.
  private final Map<Endpoint, PublicKey> holders = new HashMap<>();

  private static final class Known {
    private Endpoint endpoint;
    private int addressHash;
    private long seenAt;

    boolean isAt(ListedPeer status) {
      return status.endpointPort() == endpoint.port() && status.hasAddressHash(addressHash);
    }

    Known(Endpoint endpoint) {
      this.endpoint = endpoint;
    }
  }

  /** Creates an empty memory. */
  public KnownEndpoints(RecoveryOptions options, TimeSource time) {
    this.size = options.indexSize();
    this.rememberNanos = options.remember().toNanos();
    this.time = time;
  }

  /**
   * Records the endpoint of a listed peer. The endpoint counts as unchanged if its port and the
   * hash code of its address equal the recorded values. This comparison creates no object. IPv4
   * addresses with equal hash codes are always equal.
   */
  @Override
  public void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
    if (status.endpointPort() != 0 && !isStillAt(key, status)) {
      InetSocketAddress endpoint = status.endpoint();
      if (endpoint != null) {
        see(key, endpoint);
      }
    }
  }

  private synchronized boolean isStillAt(PublicKey key, ListedPeer status) {
    Known known = clients.get(key);
    if (known == null || !known.isAt(status)) {
      return false;
    }
    known.seenAt = time.nanoTime();
    return true;
  }

  @Override
  public void provisioned(
      PeerConfig config, @Nullable InetSocketAddress from, @Nullable Tai64n timestamp) {
    if (from != null) {
      see(config.publicKey(), from);
    }
  }

  @Override
  public void woken(PeerConfig config) {
    config.endpoint().ifPresent(endpoint -> see(config.publicKey(), endpoint));
  }

  private synchronized void see(PublicKey key, InetSocketAddress at) {
    Endpoint endpoint = Endpoint.of(at);
    Known known = clients.computeIfAbsent(key, unused -> new Known(endpoint));
    if (!known.endpoint.equals(endpoint)) {
      holders.remove(known.endpoint, key);
      known.endpoint = endpoint;
    }
    known.addressHash = at.getAddress().hashCode();
    known.seenAt = time.nanoTime();
    holders.put(endpoint, key);
    if (clients.size() > size) {
      Iterator<Map.Entry<PublicKey, Known>> eldest = clients.entrySet().iterator();
      Map.Entry<PublicKey, Known> entry = eldest.next();
      holders.remove(entry.getValue().endpoint, entry.getKey());
      eldest.remove();
    }
  }

  @Override
  public synchronized void forget(PublicKey key) {
    Known known = clients.remove(key);
    if (known != null) {
      holders.remove(known.endpoint, key);
    }
  }

  /**
   * Returns the client that was last seen at an endpoint; null if no client is remembered there.
   */
  synchronized @Nullable PublicKey at(Endpoint endpoint) {
    PublicKey key = holders.get(endpoint);
    Known known = key == null ? null : clients.get(key);
    return known == null || time.nanoTime() - known.seenAt >= rememberNanos ? null : key;
  }

  /** Returns the number of remembered clients. */
  synchronized int size() {
    return clients.size();
  }
}
