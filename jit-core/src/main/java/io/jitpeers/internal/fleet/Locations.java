package io.jitpeers.internal.fleet;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.fleet.HeldPeers.Next;
import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetDirectory.Claim;
import io.jitpeers.spi.FleetDirectory.MoveListener;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in the fleet's directory which peers have a session with this gateway, and evicts the
 * peers whose clients have moved to another gateway. A location is claimed after a listing has
 * shown a completed handshake. The claim is renewed after a third to a half of its time to live.
 * The location is released when the peer has left. Thread-safe; nothing blocks.
 */
public final class Locations implements PeerTracker, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Locations.class);

  /**
   * A handshake counts as later than a handshake at another gateway only if more than this time
   * lies between them.
   */
  private static final Duration CLEARLY = Duration.ofSeconds(2);

  /** If a peer could not be evicted, this gateway claims the peer again after this pause. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final FleetDirectory directory;
  private final String gateway;
  private final Predicate<PublicKey> resident;
  private final Evictor evictor;
  private final Runnable look;
  private final Events events;
  private final Scheduler scheduler;
  private final FailureLog failures;
  private final HeldPeers peers;
  private final PacedKeys claims;
  private final AwaitedHandshakes awaited;
  private final LongAdder arrivals = new LongAdder();
  private volatile AutoCloseable moves = () -> {};
  private volatile boolean closed;

  /**
   * Creates an instance that claims nothing until it is started.
   *
   * @param directory the fleet's directory
   * @param gateway this gateway's name in the directory
   * @param resident whether a peer of this gateway is on the device
   * @param evictor evicts peers whose clients have moved
   * @param look lists the device soon, and lists it again as long as {@link #nextLook} returns a
   *     duration
   */
  public Locations(
      FleetDirectory directory,
      String gateway,
      Predicate<PublicKey> resident,
      Evictor evictor,
      Runnable look,
      Events events,
      TimeSource time,
      Scheduler scheduler) {
    this.directory = directory;
    this.gateway = gateway;
    this.resident = resident;
    this.evictor = evictor;
    this.look = look;
    this.events = events;
    this.scheduler = scheduler;
    this.failures = new FailureLog(log, time);
    this.peers = new HeldPeers(gateway, time);
    this.claims = new PacedKeys(this::write, scheduler, failures);
    this.awaited = new AwaitedHandshakes(time);
  }

  /** Begins to listen to other gateways' claims, and to renew this gateway's own claims. */
  public void start() {
    moves = directory.watchMoves(gateway, new Moves());
    scheduleRenewal();
  }

  private final class Moves implements MoveListener {
    @Override
    public void moved(PeerLocation to) {
      proceed(peers.moved(to), to);
    }

    @Override
    public void missed() {
      claimAgain(Duration.ZERO);
    }
  }

  /** Returns how long to wait before the device is listed again; null if it need not be listed. */
  public @Nullable Duration nextLook() {
    return awaited.pause();
  }

  @Override
  public void initiated(PublicKey key, Tai64n timestamp) {
    if (peers.initiated(key, timestamp, resident.test(key)) == Next.AWAIT) {
      await(key);
    }
  }

  @Override
  public void provisioned(
      PeerConfig config, @Nullable InetSocketAddress from, @Nullable Tai64n timestamp) {
    peers.installed(config.publicKey(), timestamp);
    await(config.publicKey());
  }

  @Override
  public void woken(PeerConfig config) {
    peers.installed(config.publicKey(), null);
    await(config.publicKey());
  }

  private void await(PublicKey key) {
    awaited.add(key);
    look.run();
  }

  /**
   * Remembers the timestamp of a client's session at another gateway. Called when this gateway is
   * about to take over the client. If the client's session with this gateway then begins without an
   * initiation from the client, this gateway claims the location with a timestamp newer than the
   * remembered one. Does nothing if the location has no timestamp. Does not change the fleet's
   * directory.
   *
   * @param from the client's location, as found in the fleet's directory
   */
  public void takesOver(PeerLocation from) {
    Tai64n timestamp = from.timestamp();
    if (timestamp != null) {
      peers.takesOver(from.key(), timestamp);
    }
  }

  @Override
  public void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
    if (peers.listed(key, held, status) == Next.CLAIM) {
      awaited.remove(key);
      claims.add(key);
    }
  }

  /**
   * Claims a peer's location, or releases it if the peer has left. A peer that was installed again
   * and has no session yet counts as a peer that has left.
   */
  private CompletionStage<?> write(PublicKey key) {
    if (peers.isLeaving(key)) {
      return CompletableFuture.completedFuture(null);
    }
    HeldPeers.Wanted wanted = peers.wanted(key);
    return wanted == null
        ? directory.release(key, gateway)
        : directory
            .claim(wanted.location(), wanted.sinceHandshake())
            .thenAccept(claim -> claimed(key, wanted.sinceHandshake(), claim));
  }

  private void claimed(PublicKey key, Duration sinceHandshake, Claim claim) {
    PeerLocation other = claim.other();
    if (!claim.accepted()) {
      boolean later = sinceHandshake.plus(CLEARLY).compareTo(claim.otherSinceHandshake()) < 0;
      if (other != null) {
        proceed(peers.refused(other, later), other);
      }
    } else if (peers.accepted(key) == Next.CLAIM) {
      claims.add(key);
    } else if (other != null) {
      arrivals.increment();
      events.publish(new JitEvent.PeerMoved(key, other.gateway(), gateway));
    }
  }

  /** Performs the next action after a client's location at another gateway has become known. */
  private void proceed(Next next, PeerLocation other) {
    switch (next) {
      case AWAIT -> await(other.key());
      case CLAIM -> claims.add(other.key());
      case LEAVE -> leave(other);
      case NOTHING -> {}
    }
  }

  private void leave(PeerLocation to) {
    var unused =
        evictor
            .evict(
                List.of(new Eviction(to.key(), EvictionCause.MOVED)),
                eviction -> peers.isLostTo(to))
            .thenAccept(result -> evicted(to, result));
  }

  private void evicted(PeerLocation to, Evictor.Result result) {
    PublicKey key = to.key();
    if (!result.evicted().isEmpty()) {
      log.debug("{} has moved to {}", key, to.gateway());
      events.publish(new JitEvent.PeerMoved(key, gateway, to.gateway()));
    } else if (peers.stays(key) && !closed) {
      if (result.failed().isEmpty()) {
        // The client has come back. Its handshake may have completed already, so the peer is
        // claimed at once.
        claims.add(key);
        await(key);
      } else {
        // The next claim is refused too. Then the eviction is tried again.
        later(() -> claims.add(key), PAUSE);
      }
    }
  }

  private void later(Runnable task, Duration delay) {
    try {
      scheduler.schedule(task, delay);
    } catch (RuntimeException | Error e) {
      failures.record("a claim of a location could not be scheduled", e);
    }
  }

  /** Releases the locations of peers that have left. */
  public void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted) {
      left(evicted.key());
    } else if (event instanceof JitEvent.PeerLost lost && !resident.test(lost.key())) {
      // A lost peer that is resident has been installed again in the meantime, so it has not left.
      left(lost.key());
    }
  }

  private void left(PublicKey key) {
    awaited.remove(key);
    if (peers.left(key) == Next.CLAIM) {
      claims.add(key);
    }
  }

  private void scheduleRenewal() {
    later(this::renew, directory.timeToLive().dividedBy(6));
  }

  private void renew() {
    if (!closed) {
      claimAgain(directory.timeToLive().dividedBy(3));
      scheduleRenewal();
    }
  }

  /** Claims again all locations that were last claimed at least {@code age} ago. */
  private void claimAgain(Duration age) {
    peers.claimedBefore(age).forEach(claims::add);
  }

  /** Returns the number of peers whose location is claimed by this gateway. */
  public int located() {
    return peers.located();
  }

  /** Returns the number of peers whose location is still to be written to the directory. */
  public int waiting() {
    return claims.size();
  }

  /** Returns how many clients have moved from other gateways to this gateway. */
  public long arrivals() {
    return arrivals.sum();
  }

  /** Tries again to schedule work that could not be scheduled because of a failure. */
  public void nudge() {
    claims.arm();
  }

  /** Stops claiming. The locations stay in the directory, because the peers stay on the device. */
  @Override
  public void close() {
    closed = true;
    claims.close();
    try {
      moves.close();
    } catch (Exception e) {
      failures.record("the watch of the fleet's directory could not be closed", e);
    }
  }
}
