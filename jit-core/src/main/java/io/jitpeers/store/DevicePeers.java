package io.jitpeers.store;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The device's peers and their allowed IPs. Methods that change or list peers are called under the
 * store's lock; {@link #find}, {@link #holderOf} and {@link #size} need no lock.
 */
final class DevicePeers {
  private final PeerTable peers = new PeerTable();
  private final AllowedIpTable allowedIps = new AllowedIpTable();
  private final String deviceName;
  private final int limit;
  private long generation;

  DevicePeers(String deviceName, int limit) {
    this.deviceName = deviceName;
    this.limit = limit;
  }

  @Nullable MemoryPeer find(PublicKey key) {
    return peers.get(key);
  }

  @Nullable MemoryPeer holderOf(InetAddress address) {
    return allowedIps.holderOf(address);
  }

  int size() {
    return peers.size();
  }

  /**
   * Records a change, which makes the listings in progress inconsistent. As in the kernel, even a
   * change without an effect is recorded.
   */
  void beginChange() {
    generation++;
  }

  /** Applies a change to one peer of a batch. */
  interface Change<T> {
    void apply(T peer) throws StoreException;
  }

  /**
   * Applies a change to each peer of a batch.
   *
   * @param own the device's own public key; a change for this key is silently ignored
   * @return the peers whose change failed, with the failures
   */
  <T> BatchResult change(
      Collection<T> batch, Function<T, PublicKey> keyOf, PublicKey own, Change<T> change) {
    Map<PublicKey, StoreException> failures = new LinkedHashMap<>();
    if (!batch.isEmpty()) {
      beginChange();
    }
    for (T peer : batch) {
      PublicKey key = keyOf.apply(peer);
      try {
        if (!key.equals(own)) {
          change.apply(peer);
        }
      } catch (StoreException e) {
        failures.put(key, e);
      }
    }
    return failures.isEmpty() ? BatchResult.SUCCESS : BatchResult.of(failures);
  }

  /** Adds or changes one peer, completely or not at all. */
  void install(PeerConfig config) throws StoreException {
    PublicKey key = config.publicKey();
    MemoryPeer peer = peers.get(key);
    if (peer == null && peers.size() >= limit) {
      throw failure(key, "it has reached its limit of " + limit + " peers", null);
    }
    PresharedKey ownedKey;
    try {
      ownedKey = MemoryPeer.ownedKeyOf(config.presharedKey());
    } catch (IllegalStateException e) {
      throw failure(key, "its preshared key was destroyed", e);
    }
    boolean added = peer == null;
    if (peer == null) {
      peer = new MemoryPeer(key);
    }
    List<IpPrefix> wanted = distinct(config.allowedIps());
    allowedIps.replace(peer, peer.allowedIps(), wanted);
    peer.configure(config, ownedKey, wanted);
    if (added) {
      // This is the last step, because other threads read without the lock: they see a complete
      // peer or none.
      peers.add(peer);
    }
  }

  /** Changes one peer if it exists. */
  void update(PeerUpdate update) throws StoreException {
    PublicKey key = update.key();
    MemoryPeer peer = peers.get(key);
    if (peer == null) {
      return;
    }
    PresharedKey ownedKey;
    try {
      ownedKey = MemoryPeer.ownedKeyOf(update.presharedKey());
    } catch (IllegalStateException e) {
      throw new StoreException(
          "update peer " + key + " on " + deviceName + ": its preshared key was destroyed", e);
    }
    List<IpPrefix> wanted = wanted(peer, update);
    allowedIps.replace(peer, peer.allowedIps(), wanted);
    peer.update(update, ownedKey, wanted);
  }

  private static List<IpPrefix> wanted(MemoryPeer peer, PeerUpdate update) {
    if (update.allowedIps().isEmpty()) {
      return peer.allowedIps();
    }
    List<IpPrefix> wanted = new ArrayList<>();
    if (!update.replacesAllowedIps()) {
      wanted.addAll(peer.allowedIps());
    }
    wanted.addAll(update.allowedIps().get());
    return distinct(wanted);
  }

  private StoreException failure(PublicKey key, String reason, @Nullable Throwable cause) {
    return new StoreException("install peer " + key + " on " + deviceName + ": " + reason, cause);
  }

  /**
   * Removes duplicates. If a prefix is repeated, only its last occurrence stays, as in the kernel.
   */
  private static List<IpPrefix> distinct(List<IpPrefix> prefixes) {
    Set<IpPrefix> ordered = new LinkedHashSet<>(prefixes);
    if (ordered.size() == prefixes.size()) {
      return prefixes;
    }
    ordered.clear();
    for (IpPrefix prefix : prefixes) {
      ordered.remove(prefix);
      ordered.add(prefix);
    }
    return List.copyOf(ordered);
  }

  void removeIfPresent(PublicKey key) {
    MemoryPeer peer = peers.get(key);
    if (peer != null) {
      allowedIps.replace(peer, peer.allowedIps(), List.of());
      peers.remove(peer);
    }
  }

  void removeAll() {
    for (MemoryPeer peer = peers.after(null); peer != null; peer = peers.after(null)) {
      removeIfPresent(peer.key);
    }
  }

  /**
   * Copies the next peers into a listing. Returns the number of these peers, or 0 at the end of the
   * listing.
   */
  int nextChunk(PeerCursor listing) {
    return listing.fill(peers, generation);
  }
}
