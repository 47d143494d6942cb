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
 * What the control plane said of the peers on the device, and when it is to be asked about each
 * again. Peers of others are not its matter. Thread-safe; the hot set's lock guards what it has.
 */
public final class ResidentConfigs {
  /** Nothing is queued. */
  public static final long NEVER = Long.MAX_VALUE;

  private final HotSet hotSet;
  private final TimeSource time;
  private final ConfigDigest digest = new ConfigDigest();
  private final DueQueue queue = new DueQueue();

  ResidentConfigs(HotSet hotSet, TimeSource time) {
    this.hotSet = hotSet;
    this.time = time;
  }

  /** A peer was installed with a config, whose endpoint need not be the control plane's. */
  void take(ResidentRecord peer, PeerConfig config, long now) {
    peer.expires(Expiry.of(config, time, now), config.expiresAt().orElse(null));
    peer.sessionDigest = digest.session(config);
  }

  /** A peer is gone. */
  void forget(ResidentRecord peer) {
    queue.remove(peer);
  }

  void clear() {
    queue.clear();
  }

  /**
   * The control plane said that a peer is to be what it is on the device. Does nothing if it is not
   * there, or belongs to somebody else.
   *
   * @param config what it said
   * @param fresh after which time it is to be asked again
   * @return whether it expires at another time than before
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
   * Marks a found peer as one the control plane can give back, with the config's expiry. It keeps
   * the allowed IPs it was found with: those are what the device has. Until it is {@linkplain
   * #confirmed confirmed} it is due to be asked about.
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

  /** Marks a found peer as one that is ours although the control plane does not know it. */
  public void takenOver(PublicKey key) {
    synchronized (hotSet.lock) {
      takeOver(key);
    }
  }

  /** Null if it is not there or ours already. Under the lock. */
  private @Nullable ResidentRecord takeOver(PublicKey key) {
    ResidentRecord peer = hotSet.peers.get(key);
    if (peer == null || peer.origin != PeerOrigin.FOREIGN) {
      return null;
    }
    peer.origin = PeerOrigin.ADOPTED;
    hotSet.claims.foreign(peer.key, peer.held(), false);
    return peer;
  }

  /**
   * A found peer is known to be ours, from before a restart: it is adopted, and due to be asked
   * about. Does nothing if it is ours already.
   *
   * @param expiresAt when its config expires; null for never
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

  /** A listing gave a peer whose install had failed: it is ours, and due to be asked about. */
  void foundAskedFor(ResidentRecord peer, @Nullable Instant expiresAt) {
    peer.expires(Expiry.of(expiresAt, time, hotSet.now()), expiresAt);
    queue.put(peer, hotSet.now());
  }

  /**
   * The install of a peer is asked for. If that fails, and a listing gives the peer all the same,
   * it is ours, unless it was there before and foreign.
   */
  public void asking(PeerConfig config) {
    synchronized (hotSet.lock) {
      if (!hotSet.peers.containsKey(config.publicKey())) {
        hotSet.askedFor.install(config, hotSet.listings.epoch());
      }
    }
  }

  /**
   * An install or a change of a peer failed, perhaps after the store had acted: its reservation is
   * given back, and if it is on the device, it is not known any more what it is there. It is due to
   * be asked about, and then set again.
   *
   * @param endpointToo whether its endpoint would have changed
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

  /** Whether it is not known what the config of a peer on the device said, as after a restart. */
  public boolean isUnknown(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = ours(key);
      return peer != null && peer.sessionDigest == ConfigDigest.UNKNOWN;
    }
  }

  /**
   * Recalls what the config of a peer on the device said, by how it differs from the one that the
   * control plane has now.
   *
   * @param sameSession whether preshared key and keepalive are the same
   * @param sameEndpoint whether the endpoint is the same
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
   * A peer was changed on the device to what a config says, with these allowed IPs; those it gave
   * up are free from now on.
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

  /** Asks about a peer after a while, whatever was planned. Does nothing if it is not ours. */
  public void askIn(PublicKey key, Duration delay) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = ours(key);
      if (peer != null) {
        queue.put(peer, hotSet.now() + delay.toNanos());
      }
    }
  }

  /** Sets every queued peer due now; those that were due sooner still come first. */
  public void askAboutAll() {
    synchronized (hotSet.lock) {
      queue.bringForward(hotSet.now());
    }
  }

  /** Takes peers out of the queue that are due, the most overdue first. */
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

  /** Takes peers out of the queue that have been due for so long, the most overdue first. */
  public List<Due> takeOverdue(int most, Duration age) {
    return takeDue(most, age.toNanos());
  }

  /**
   * A peer to ask about.
   *
   * @param key the peer
   * @param since when it became due, on the time source
   */
  public record Due(PublicKey key, long since) {}

  /** Nanoseconds until the next one is due, negative if it is overdue; {@link #NEVER} if none. */
  public long untilNext() {
    synchronized (hotSet.lock) {
      ResidentRecord first = queue.first();
      return first == null ? NEVER : first.askAt - hotSet.now();
    }
  }

  /**
   * Returns what is to change on the device so that a peer is what a config says; null if it is not
   * on the device, belongs to somebody else, or is about to leave. What is not known of it, as
   * after a restart, is set again, but for its endpoint: that may have roamed.
   *
   * @param allowedIps those of the config that it is to have now
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

  /** The allowed IPs of a config that other peers hold, each with the first conflict. */
  public List<Conflict> conflicts(PeerConfig config) {
    synchronized (hotSet.lock) {
      return config.allowedIps().stream()
          .distinct()
          .flatMap(prefix -> hotSet.claims.conflict(config.publicKey(), prefix).stream())
          .toList();
    }
  }

  /** Our own peers whose configs have expired, by the monotonic or the wall clock. */
  public List<PublicKey> expired() {
    List<PublicKey> expired = new ArrayList<>();
    long wallSecond = hotSet.wallSecond();
    for (ResidentRecord peer : hotSet.peers.values()) {
      synchronized (hotSet.lock) {
        if (peer.origin != PeerOrigin.FOREIGN && peer.untilExpiry(hotSet.now(), wallSecond) <= 0) {
          expired.add(peer.key);
        }
      }
    }
    return expired;
  }

  /** Whether a peer is on the device and ours. */
  public boolean isOurs(PublicKey key) {
    synchronized (hotSet.lock) {
      return ours(key) != null;
    }
  }

  /**
   * Whether a peer is ours if it is on the device: a resident one that is not foreign, or one whose
   * install failed, for the store may have acted all the same.
   */
  public boolean wouldBeOurs(PublicKey key) {
    synchronized (hotSet.lock) {
      return hotSet.peers.containsKey(key)
          ? ours(key) != null
          : hotSet.askedFor.mayBeInstalled(key);
    }
  }

  private @Nullable ResidentRecord ours(PublicKey key) {
    ResidentRecord peer = hotSet.peers.get(key);
    return peer == null || peer.origin == PeerOrigin.FOREIGN ? null : peer;
  }
}
