package io.jitpeers.store;

import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One peer of the device. The lock of {@link PeerTable} guards the links to the previous and the
 * next peer in the device's order. The peer's own monitor guards everything else, so that counting
 * traffic never waits for an install.
 */
final class MemoryPeer {
  /**
   * The length of an initiation in bytes (whitepaper section 5.4). When a handshake completes,
   * these bytes count as received, and the bytes of the response count as sent.
   */
  private static final int INITIATION_BYTES = 148;

  private static final int RESPONSE_BYTES = 92;

  final PublicKey key;
  @Nullable MemoryPeer previous;
  @Nullable MemoryPeer next;

  private @Nullable PresharedKey presharedKey;
  private @Nullable InetSocketAddress endpoint;
  private @Nullable Instant expiresAt;
  private @Nullable Instant latestHandshake;
  private List<IpPrefix> allowedIps = List.of();
  private int persistentKeepaliveSeconds;
  private long rxBytes;
  private long txBytes;
  private boolean removed;

  MemoryPeer(PublicKey key) {
    this.key = key;
  }

  /**
   * Applies a whole config in one step. The session's counters stay. If the config has no endpoint,
   * the endpoint also stays.
   */
  synchronized void configure(
      PeerConfig config, @Nullable PresharedKey ownedKey, List<IpPrefix> distinctAllowedIps) {
    destroy(presharedKey);
    presharedKey = ownedKey;
    endpoint = config.endpoint().orElse(endpoint);
    expiresAt = config.expiresAt().orElse(null);
    persistentKeepaliveSeconds = config.persistentKeepaliveSeconds();
    allowedIps = distinctAllowedIps;
  }

  /** Applies all fields of an update in one step. */
  synchronized void update(
      PeerUpdate update, @Nullable PresharedKey ownedKey, List<IpPrefix> distinctAllowedIps) {
    if (update.changesPresharedKey()) {
      destroy(presharedKey);
      presharedKey = ownedKey;
    }
    endpoint = update.endpoint().orElse(endpoint);
    persistentKeepaliveSeconds =
        update.persistentKeepaliveSeconds().orElse(persistentKeepaliveSeconds);
    allowedIps = distinctAllowedIps;
  }

  synchronized List<IpPrefix> allowedIps() {
    return allowedIps;
  }

  /** Removes allowed IPs that moved to another peer. */
  synchronized void lose(Set<IpPrefix> moved) {
    allowedIps = allowedIps.stream().filter(prefix -> !moved.contains(prefix)).toList();
  }

  synchronized boolean handshakeCompleted(InetSocketAddress from, Instant now) {
    if (removed) {
      return false;
    }
    endpoint = from;
    latestHandshake = now;
    rxBytes += INITIATION_BYTES;
    txBytes += RESPONSE_BYTES;
    return true;
  }

  synchronized boolean transferred(long rx, long tx) {
    if (removed) {
      return false;
    }
    rxBytes += rx;
    txBytes += tx;
    return true;
  }

  synchronized void markRemoved() {
    removed = true;
    destroy(presharedKey);
    presharedKey = null;
  }

  synchronized PeerStatus status() {
    return new PeerStatus(
        key,
        presharedKey != null,
        endpoint,
        latestHandshake,
        rxBytes,
        txBytes,
        persistentKeepaliveSeconds,
        allowedIps);
  }

  /**
   * Copies into a cursor everything that a listing shows of this peer. The peer's public key is not
   * copied.
   */
  synchronized void showIn(PeerCursor cursor) {
    cursor.presharedKeyPresent = presharedKey != null;
    cursor.endpoint = endpoint;
    cursor.latestHandshake = latestHandshake;
    cursor.rxBytes = rxBytes;
    cursor.txBytes = txBytes;
    cursor.persistentKeepaliveSeconds = persistentKeepaliveSeconds;
    cursor.allowedIps = allowedIps;
  }

  /** Returns the config in effect; empty if the peer was removed in the meantime. */
  synchronized Optional<PeerConfig> config() {
    if (removed) {
      return Optional.empty();
    }
    PeerConfig.Builder builder =
        PeerConfig.builder(key)
            .allowedIps(allowedIps)
            .persistentKeepaliveSeconds(persistentKeepaliveSeconds);
    if (presharedKey != null) {
      builder.presharedKey(copyOf(presharedKey));
    }
    if (endpoint != null) {
      builder.endpoint(endpoint);
    }
    if (expiresAt != null) {
      builder.expiresAt(expiresAt);
    }
    return Optional.of(builder.build());
  }

  /**
   * Copies a preshared key, so that the store and the caller cannot destroy each other's key.
   * Returns null if there is no key. An all-zero key counts as no key, as in WireGuard itself
   * (whitepaper section 5.4).
   *
   * @throws IllegalStateException if the given key was destroyed
   */
  static @Nullable PresharedKey ownedKeyOf(Optional<PresharedKey> given) {
    if (given.isEmpty()) {
      return null;
    }
    byte[] bytes = given.get().toBytes();
    try {
      byte union = 0;
      for (byte part : bytes) {
        union |= part;
      }
      return union == 0 ? null : PresharedKey.ofBytes(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static PresharedKey copyOf(PresharedKey key) {
    byte[] bytes = key.toBytes();
    try {
      return PresharedKey.ofBytes(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void destroy(@Nullable PresharedKey key) {
    if (key != null) {
      key.destroy();
    }
  }
}
