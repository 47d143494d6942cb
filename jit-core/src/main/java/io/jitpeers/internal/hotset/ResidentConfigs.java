package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the known facts about the configs of this gateway's own peers on the device. Also holds a
 * queue of these peers, ordered by when each peer is due for revalidation, that is, when to ask the
 * control plane about the peer again. Foreign peers, which another program installed, are ignored
 * until this gateway adopts them. From then on, this gateway manages them like its own peers.
 * Thread-safe; guarded by the hot set's lock.
 */
public final class ResidentConfigs {
  /** The result of {@link #untilNext} when no peer is queued. */
  public static final long NEVER = Long.MAX_VALUE;

  private final HotSet hotSet;
  private final TimeSource time;
  private final ConfigDigest digest = new ConfigDigest();
  private final DueQueue queue = new DueQueue();

  ResidentConfigs(HotSet hotSet, TimeSource time) {
    this.hotSet = hotSet;
    this.time = time;
  }

  /**
   * Records the config with which a peer was installed, except for the endpoint: the installed
   * endpoint may differ from the endpoint in the control plane's answer.
   */
  void take(ResidentRecord peer, PeerConfig config, long now) {
    peer.expires(Expiry.of(config, time, now), config.expiresAt().orElse(null));
    peer.sessionDigest = digest.session(config);
  }

  /** Removes from the queue a peer that is no longer resident. */
  void forget(ResidentRecord peer) {
    queue.remove(peer);
  }

  void clear() {
    queue.clear();
  }

  /**
   * Records that the control plane's answer agrees with the peer on the device. Does nothing if the
   * peer is not resident or is foreign.
   *
   * @param config the control plane's answer
   * @param fresh how long the answer is fresh; after that, the peer is due for revalidation
   * @return whether the time at which the peer's config expires has changed
   */
  public boolean confirmed(PeerConfig config, Duration fresh) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = ours(config.publicKey());
      if (peer == null) {
        return false;
      }
      peer.endpointDigest = digest.endpoint(config);
      queue.put(peer, hotSet.now() + fresh.toNanos());
      return peer.expires(Expiry.of(config, time, hotSet.now()), config.expiresAt().orElse(null));
    }
  }

  /**
   * Adopts a foreign peer that the control plane knows, and records when its config expires. The
   * peer keeps the allowed IPs that the device shows. Until it is {@linkplain #confirmed
   * confirmed}, it is due for revalidation.
   */
  public void adopted(PeerConfig config) {
    synchronized (hotSet.lock) {
      long now = hotSet.now();
      ResidentRecord peer = takeOver(config.publicKey());
      if (peer != null) {
        queue.put(peer, now);
        peer.expires(Expiry.of(config, time, now), config.expiresAt().orElse(null));
      }
    }
  }

  /** Adopts a foreign peer although the control plane does not know it. */
  public void takenOver(PublicKey key) {
    synchronized (hotSet.lock) {
      takeOver(key);
    }
  }

  /**
   * Marks a foreign peer as adopted and returns its record; null if the peer is not foreign or not
   * resident. The caller holds the hot set's lock.
   */
  private @Nullable ResidentRecord takeOver(PublicKey key) {
    ResidentRecord peer = hotSet.peers.get(key);
    if (peer == null || !peer.isForeign()) {
      return null;
    }
    peer.origin(PeerOrigin.ADOPTED);
    hotSet.claims.foreign(peer.key, peer.held(), false);
    return peer;
  }

  /**
   * Adopts a peer that counts as foreign but that this gateway installed before a restart. Makes
   * the peer due for revalidation. Does nothing if the peer is not foreign.
   *
   * @param expiresAt when the peer's config expires; null for never
   */
  public void recognized(PublicKey key, @Nullable Instant expiresAt) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = takeOver(key);
      if (peer != null) {
        peer.expires(Expiry.of(expiresAt, time, hotSet.now()), expiresAt);
        queue.put(peer, hotSet.now());
      }
    }
  }

  /**
   * Records when a peer's config expires, and makes the peer due for revalidation. Called for a
   * newly listed peer that {@link AskedFor} recognized as this gateway's own.
   */
  void foundAskedFor(ResidentRecord peer, @Nullable Instant expiresAt) {
    peer.expires(Expiry.of(expiresAt, time, hotSet.now()), expiresAt);
    queue.put(peer, hotSet.now());
  }

  /**
   * Records that an install or a change of a peer failed, perhaps after it had taken effect on the
   * device. Frees the allowed IPs that were reserved for the install or the change. If the peer is
   * resident, its state on the device is now unknown. Therefore the peer becomes due for
   * revalidation, and its settings are then set again.
   *
   * @param endpointToo whether the install or change would have set the peer's endpoint
   */
  public void failed(PeerConfig config, boolean endpointToo) {
    synchronized (hotSet.lock) {
      PublicKey key = config.publicKey();
      hotSet.claims.release(key, hotSet.heldBy(key));
      ResidentRecord peer = ours(key);
      if (peer != null) {
        peer.unsure();
        peer.sessionDigest = ConfigDigest.otherThan(digest.session(config));
        if (endpointToo) {
          peer.endpointDigest = ConfigDigest.otherThan(digest.endpoint(config));
        }
        queue.put(peer, hotSet.now());
      }
    }
  }

  /** Returns whether a peer is on the device but its config is unknown, as after a restart. */
  public boolean isUnknown(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = ours(key);
      return peer != null && peer.sessionDigest == ConfigDigest.UNKNOWN;
    }
  }

  /**
   * Restores the facts about an installed peer's config that were lost in a restart. The caller has
   * compared the installed config with the control plane's current config.
   *
   * @param config the control plane's current config
   * @param sameSession whether both configs have the same preshared key and keepalive
   * @param sameEndpoint whether both configs have the same endpoint
   */
  public void recalled(PeerConfig config, boolean sameSession, boolean sameEndpoint) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = ours(config.publicKey());
      if (peer != null && peer.sessionDigest == ConfigDigest.UNKNOWN) {
        int session = digest.session(config);
        int endpoint = digest.endpoint(config);
        peer.sessionDigest = sameSession ? session : ConfigDigest.UNKNOWN;
        peer.endpointDigest = sameEndpoint ? endpoint : ConfigDigest.otherThan(endpoint);
      }
    }
  }

  /**
   * Records that a peer on the device was changed to match a config. The peer now holds the given
   * allowed IPs. The allowed IPs that it gave up are free for other peers.
   */
  public void changed(PeerConfig config, List<IpPrefix> allowedIps) {
    IpPrefix[] held = AllowedIpClaims.distinct(allowedIps);
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(config.publicKey());
      if (peer == null) {
        hotSet.claims.release(config.publicKey(), AllowedIpClaims.NONE);
        return;
      }
      IpPrefix[] before = peer.held();
      peer.hold(held);
      hotSet.claims.install(peer.key, before, held);
      take(peer, config, hotSet.now());
      peer.endpointDigest = digest.endpoint(config);
      peer.changed(hotSet.listings.epoch());
    }
  }

  /**
   * Schedules a peer's revalidation after a delay. This replaces the peer's previous due time. Does
   * nothing if the peer is foreign or not resident.
   */
  public void askIn(PublicKey key, Duration delay) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = ours(key);
      if (peer != null) {
        queue.put(peer, hotSet.now() + delay.toNanos());
      }
    }
  }

  /** Makes every queued peer due now. Peers that were already overdue still come first. */
  public void askAboutAll() {
    synchronized (hotSet.lock) {
      queue.bringForward(hotSet.now());
    }
  }

  /**
   * Removes from the queue the peers that are due and returns them, the most overdue first.
   *
   * @param most the maximum number of peers to return
   */
  public List<Due> takeDue(int most) {
    return takeDue(most, 0);
  }

  private List<Due> takeDue(int most, long overdueNanos) {
    List<Due> due = new ArrayList<>();
    synchronized (hotSet.lock) {
      long now = hotSet.now();
      ResidentRecord first = queue.first();
      while (first != null && now - first.askAt >= overdueNanos && due.size() < most) {
        due.add(new Due(first.key, time.nanoTime() - (now - first.askAt)));
        queue.remove(first);
        first = queue.first();
      }
    }
    return due;
  }

  /**
   * Removes from the queue the peers that have been due for at least {@code age} and returns them,
   * the most overdue first.
   *
   * @param most the maximum number of peers to return
   */
  public List<Due> takeOverdue(int most, Duration age) {
    return takeDue(most, age.toNanos());
  }

  /**
   * A peer that is due for revalidation.
   *
   * @param key the peer's key
   * @param since when the peer became due, in nanoseconds of the time source
   */
  public record Due(PublicKey key, long since) {}

  /**
   * Returns the nanoseconds until the next peer is due, negative if it is overdue; {@link #NEVER}
   * if no peer is queued.
   */
  public long untilNext() {
    synchronized (hotSet.lock) {
      ResidentRecord first = queue.first();
      return first == null ? NEVER : first.askAt - hotSet.now();
    }
  }

  /**
   * Returns the changes that make a peer on the device match a config; null if the peer is not on
   * the device, is foreign, or is about to be removed. Settings that are unknown, as after a
   * restart, are set again. The exception is an unknown endpoint: it is not set, because the peer
   * may have roamed.
   *
   * @param allowedIps the config's allowed IPs without those that conflict with other peers'
   *     allowed IPs
   */
  public @Nullable PeerUpdate difference(PeerConfig config, List<IpPrefix> allowedIps) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = ours(config.publicKey());
      if (peer == null || hotSet.removing.contains(peer.key)) {
        return null;
      }
      PeerUpdate.Builder update = PeerUpdate.builder(peer.key);
      compareAllowedIps(peer, allowedIps, update);
      if (peer.sessionDigest != digest.session(config)) {
        update
            .presharedKey(config.presharedKey().orElse(null))
            .persistentKeepaliveSeconds(config.persistentKeepaliveSeconds());
      }
      if (peer.endpointDigest != ConfigDigest.UNKNOWN
          && peer.endpointDigest != digest.endpoint(config)) {
        config.endpoint().ifPresent(update::endpoint);
      }
      return update.build();
    }
  }

  private static void compareAllowedIps(
      ResidentRecord peer, List<IpPrefix> allowedIps, PeerUpdate.Builder update) {
    Set<IpPrefix> held = new HashSet<>(Arrays.asList(peer.held()));
    Set<IpPrefix> wanted = new HashSet<>(allowedIps);
    if (wanted.equals(held) && !peer.isAltered()) {
      return;
    }
    if (wanted.containsAll(held) && !peer.isAltered()) {
      update.addAllowedIps(
          allowedIps.stream().distinct().filter(prefix -> !held.contains(prefix)).toList());
    } else {
      update.replaceAllowedIps(allowedIps.stream().distinct().toList());
    }
  }

  /**
   * Returns the conflicts of a config's allowed IPs with those of other peers, at most one for each
   * allowed IP.
   */
  public List<Conflict> conflicts(PeerConfig config) {
    synchronized (hotSet.lock) {
      return config.allowedIps().stream()
          .distinct()
          .flatMap(prefix -> hotSet.claims.conflict(config.publicKey(), prefix).stream())
          .toList();
    }
  }

  /**
   * Returns this gateway's own peers whose configs have expired by the monotonic or the wall clock.
   */
  public List<PublicKey> expired() {
    List<PublicKey> expired = new ArrayList<>();
    long wallSecond = hotSet.wallSecond();
    hotSet.peers.forEach(
        peer -> {
          if (!peer.isForeign() && peer.untilExpiry(hotSet.now(), wallSecond) <= 0) {
            expired.add(peer.key);
          }
        });
    return expired;
  }

  /** Returns whether a peer is on the device and not foreign. */
  public boolean isOurs(PublicKey key) {
    synchronized (hotSet.lock) {
      return ours(key) != null;
    }
  }

  private @Nullable ResidentRecord ours(PublicKey key) {
    ResidentRecord peer = hotSet.peers.get(key);
    return peer == null || peer.isForeign() ? null : peer;
  }
}
