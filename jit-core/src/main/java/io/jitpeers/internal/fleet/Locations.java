package io.jitpeers.internal.fleet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetDirectory.Claim;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the fleet's directory which peers have a session with this gateway, and evicts the
 * peers whose clients have moved to another gateway. A location is claimed after a listing has
 * shown a completed handshake, renewed at a third of its time to live, and taken back when the peer
 * has left. Thread-safe; nothing blocks.
 */
public final class Locations implements PeerTracker, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Locations.class);

  /** A claim is that of a new session if the client's initiation is not older than this. */
  private static final Duration NEW_SESSION = Duration.ofMinutes(1);

  /**
   * How much older the timestamps of a new session are at least if the client's clock fell back.
   */
  private static final long FALLEN_BACK_SECONDS = 2 * NEW_SESSION.toSeconds();

  private static final int MOST_DEPARTED = 100_000;

  private final FleetDirectory directory;
  private final String gateway;
  private final Evictor evictor;
  private final Runnable look;
  private final Events events;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final FailureLog failures;
  private final PacedKeys claims;
  private final AwaitedHandshakes awaited;
  // The newest timestamps of clients whose peers have left, or were found at another gateway.
  private final Cache<PublicKey, Tai64n> departed;
  private final Object lock = new Object();
  private final Map<PublicKey, HeldPeer> peers = new HashMap<>();
  private int located;
  private final LongAdder arrivals = new LongAdder();
  private volatile AutoCloseable moves = () -> {};
  private boolean closed;

  /**
   * Creates an instance that claims nothing until it is started.
   *
   * @param directory the fleet's directory
   * @param gateway this gateway's name in it
   * @param evictor evicts peers whose clients have moved
   * @param look lists the device soon, and again as long as {@link #nextLook} says so
   */
  public Locations(
      FleetDirectory directory,
      String gateway,
      Evictor evictor,
      Runnable look,
      Events events,
      TimeSource time,
      Scheduler scheduler) {
    this.directory = directory;
    this.gateway = gateway;
    this.evictor = evictor;
    this.look = look;
    this.events = events;
    this.time = time;
    this.scheduler = scheduler;
    this.failures = new FailureLog(log, time);
    this.claims = new PacedKeys(this::write, scheduler, failures);
    this.awaited = new AwaitedHandshakes(time);
    this.departed =
        Caffeine.newBuilder().maximumSize(MOST_DEPARTED).executor(Runnable::run).build();
  }

  /** Begins to listen to other gateways' claims, and to renew this gateway's own ones. */
  public void start() {
    moves = directory.watchMoves(gateway, this::moved);
    scheduleRenewal();
  }

  /** Returns how long to wait before the device is listed again; null if that is not needed. */
  public @Nullable Duration nextLook() {
    return awaited.pause();
  }

  @Override
  public void initiated(PublicKey key, Tai64n timestamp) {
    boolean unclaimed = false;
    synchronized (lock) {
      HeldPeer peer = peers.get(key);
      if (peer != null) {
        peer.initiated(timestamp, time.nanoTime());
        unclaimed = !peer.claimed;
      }
    }
    if (unclaimed) {
      await(key);
    }
  }

  @Override
  public void provisioned(
      PeerConfig config, @Nullable InetSocketAddress from, @Nullable Tai64n timestamp) {
    installed(config.publicKey(), timestamp);
  }

  @Override
  public void woken(PeerConfig config) {
    installed(config.publicKey(), null);
  }

  private void installed(PublicKey key, @Nullable Tai64n timestamp) {
    synchronized (lock) {
      HeldPeer peer = peers.computeIfAbsent(key, HeldPeer::new);
      if (timestamp != null) {
        peer.initiated(timestamp, time.nanoTime());
      } else if (peer.newest == null) {
        Tai64n last = departed.getIfPresent(key);
        peer.newest = last == null ? null : next(last);
      }
    }
    await(key);
  }

  /**
   * Returns the timestamp of a handshake that the gateway itself initiates, which has none of the
   * client: a nanosecond after the client's latest one. The client's next one is later: its steps
   * are longer.
   */
  private static Tai64n next(Tai64n last) {
    boolean carries = last.nanos() == -1;
    return Tai64n.of(last.seconds() + (carries ? 1 : 0), last.nanos() + 1);
  }

  private void await(PublicKey key) {
    awaited.add(key);
    look.run();
  }

  /** Records where another gateway has a client that this gateway is about to take over. */
  public void takesOver(PeerLocation from) {
    if (from.timestamp() != null) {
      departed.put(from.key(), from.timestamp());
    }
  }

  @Override
  public void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
    synchronized (lock) {
      HeldPeer peer = peers.get(key);
      if (peer == null) {
        // Found on the device. It is claimed with the next listing, in case it is being installed
        // at this moment and its timestamp follows.
        peers.put(key, new HeldPeer(key));
        return;
      }
      boolean moved = peer.moves(held, status);
      if (peer.takes(status)) {
        awaited.remove(key);
        claims.add(key);
      } else if (moved && peer.claimed) {
        claims.add(key);
      }
    }
  }

  /** Claims a peer's location, or takes it back if the peer has left. */
  private CompletionStage<?> write(PublicKey key) {
    PeerLocation location;
    synchronized (lock) {
      HeldPeer peer = peers.get(key);
      if (peer != null && (!peer.hasSession() || peer.leaving)) {
        return CompletableFuture.completedFuture(null);
      }
      location = peer == null ? null : peer.location(gateway);
    }
    return location == null
        ? directory.release(key, gateway)
        : directory.claim(location).thenAccept(claim -> claimed(location, claim));
  }

  private void claimed(PeerLocation sent, Claim claim) {
    PeerLocation other = claim.other();
    if (claim.accepted()) {
      boolean left;
      synchronized (lock) {
        HeldPeer peer = peers.get(sent.key());
        left = peer == null;
        if (peer != null) {
          located += peer.claimed ? 0 : 1;
          peer.claimed = true;
          peer.claimedAt = time.nanoTime();
        }
      }
      if (left) {
        claims.add(sent.key());
      } else if (other != null) {
        arrivals.increment();
        events.publish(new JitEvent.PeerMoved(sent.key(), other.gateway(), gateway));
      }
    } else if (other != null && isLost(sent, other)) {
      leave(other);
    }
  }

  /** Returns whether a refused claim means that the client has moved away. */
  private boolean isLost(PeerLocation sent, PeerLocation other) {
    synchronized (lock) {
      HeldPeer peer = peers.get(sent.key());
      if (peer == null) {
        return false;
      }
      unclaim(peer);
      if (hasFallenBack(peer, sent.timestamp(), other.timestamp())) {
        peer.newest = next(Objects.requireNonNull(other.timestamp()));
        peer.confirmed = peer.newest;
        claims.add(peer.key);
        return false;
      }
      return peer.isLostTo(other);
    }
  }

  /**
   * Returns whether a client's clock was set back: a timestamp that has just been accepted is much
   * older than the one in the directory. By its timestamps, the client would never move.
   */
  private boolean hasFallenBack(HeldPeer peer, @Nullable Tai64n sent, @Nullable Tai64n recorded) {
    return sent != null
        && recorded != null
        && recorded.seconds() - sent.seconds() > FALLEN_BACK_SECONDS
        && peer.initiated
        && time.nanoTime() - peer.initiatedAt < NEW_SESSION.toNanos();
  }

  /** Receives the location of a peer that another gateway has claimed. */
  private void moved(PeerLocation to) {
    boolean lost;
    synchronized (lock) {
      HeldPeer peer = peers.get(to.key());
      if (peer == null) {
        return;
      }
      if (peer.isBackFrom(to)) {
        // The client has come back meanwhile; this gateway's later claim may be under way.
        claims.add(to.key());
        return;
      }
      unclaim(peer);
      lost = peer.isLostTo(to);
    }
    if (lost) {
      leave(to);
    } else {
      await(to.key());
    }
  }

  private void unclaim(HeldPeer peer) {
    located -= peer.claimed ? 1 : 0;
    peer.claimed = false;
  }

  private void leave(PeerLocation to) {
    PublicKey key = to.key();
    synchronized (lock) {
      HeldPeer peer = peers.get(key);
      if (peer == null || peer.leaving) {
        return;
      }
      peer.leaving = true;
    }
    log.debug("{} has moved to {}", key, to.gateway());
    events.publish(new JitEvent.PeerMoved(key, gateway, to.gateway()));
    var unused =
        evictor
            .evict(List.of(new Eviction(key, EvictionCause.MOVED)), eviction -> stillLost(to))
            .thenAccept(result -> stays(key));
  }

  private boolean stillLost(PeerLocation to) {
    synchronized (lock) {
      HeldPeer peer = peers.get(to.key());
      return peer != null && peer.isLostTo(to);
    }
  }

  /** Lets a peer be claimed again that was not evicted: it came back, or the store failed. */
  private void stays(PublicKey key) {
    synchronized (lock) {
      HeldPeer peer = peers.get(key);
      if (peer != null) {
        peer.leaving = false;
        claims.add(key);
      }
    }
  }

  /** Takes back the locations of peers that have left. */
  public void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted) {
      left(evicted.key());
    } else if (event instanceof JitEvent.PeerLost lost) {
      left(lost.key());
    } else if (event instanceof JitEvent.DeviceChanged) {
      List<PublicKey> all;
      synchronized (lock) {
        all = new ArrayList<>(peers.keySet());
      }
      all.forEach(this::left);
    }
  }

  private void left(PublicKey key) {
    boolean claimed;
    synchronized (lock) {
      HeldPeer peer = peers.remove(key);
      if (peer == null) {
        return;
      }
      claimed = peer.claimed;
      unclaim(peer);
      if (peer.newest != null) {
        departed.put(key, peer.newest);
      }
    }
    awaited.remove(key);
    if (claimed) {
      claims.add(key);
    }
  }

  private void scheduleRenewal() {
    try {
      scheduler.schedule(this::renew, directory.timeToLive().dividedBy(6));
    } catch (RuntimeException | Error e) {
      failures.record("the renewal of locations could not be scheduled", e);
    }
  }

  private void renew() {
    long now = time.nanoTime();
    long due = directory.timeToLive().dividedBy(3).toNanos();
    synchronized (lock) {
      if (closed) {
        return;
      }
      peers.forEach(
          (key, peer) -> {
            if (peer.claimed && now - peer.claimedAt >= due) {
              claims.add(key);
            }
          });
    }
    scheduleRenewal();
  }

  /** Returns the number of peers whose location is claimed by this gateway. */
  public int located() {
    synchronized (lock) {
      return located;
    }
  }

  /** Returns the number of peers whose location the directory has still to take. */
  public int waiting() {
    return claims.size();
  }

  /** Returns how many clients have moved here from other gateways. */
  public long arrivals() {
    return arrivals.sum();
  }

  /** Schedules what an earlier failure left unscheduled. */
  public void nudge() {
    claims.arm();
  }

  /** Stops claiming. The locations stay in the directory, as the peers stay on the device. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    claims.close();
    try {
      moves.close();
    } catch (Exception e) {
      failures.record("the watch of the fleet's directory could not be closed", e);
    }
  }
}
