package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evicts peers whose configs have expired by the monotonic or the wall clock. Needs neither a
 * listing nor a policy. Checks twice a minute, independently of sweeps, so a paused, failing or
 * hanging sweep does not delay these evictions. While a listing hangs, the same check also evicts
 * peers that have not completed a handshake in time. Thread-safe; nothing blocks.
 */
final class ExpiredPeers {
  private static final Logger log = LoggerFactory.getLogger(ExpiredPeers.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  private final CronDependencies parts;
  private final UnlistedPeers unlisted;
  private final BooleanSupplier closed;
  private Scheduler.@Nullable Cancellable nextLook;
  private boolean started;
  private boolean ended;

  ExpiredPeers(CronDependencies parts, UnlistedPeers unlisted, BooleanSupplier closed) {
    this.parts = parts;
    this.unlisted = unlisted;
    this.closed = closed;
  }

  /** Begins to check, unless the options demand dry runs. Idempotent. */
  synchronized void start() {
    if (!started && !parts.options().dryRun()) {
      started = true;
      arm();
    }
  }

  /** Stops checking. Idempotent. */
  synchronized void close() {
    ended = true;
    if (nextLook != null) {
      nextLook.cancel();
    }
  }

  /** Schedules the next check if an earlier attempt to schedule it failed. */
  synchronized void rearm() {
    if (started && nextLook == null) {
      arm();
    }
  }

  private synchronized void arm() {
    // The watchdog may have scheduled the next check while a check was running.
    if (!ended && nextLook == null) {
      nextLook = parts.scheduler().schedule(this::look, LOOK_EVERY);
    }
  }

  private void look() {
    synchronized (this) {
      nextLook = null;
    }
    try {
      var unused = evict(due());
      unlisted.lookForMissedListing();
    } catch (RuntimeException | Error e) {
      log.error("the check for expired peers failed; the next one is in {}", LOOK_EVERY, e);
    } finally {
      arm();
    }
  }

  /** Returns the evictions of peers that have expired and are not pinned. */
  List<Eviction> due() {
    return parts.hotSet().configs().expired().stream()
        .map(key -> new Eviction(key, EvictionCause.EXPIRED))
        .filter(this::isStillExpired)
        .toList();
  }

  /**
   * Evicts expired peers. The future completes when these peers are removed; it never completes
   * exceptionally.
   */
  CompletableFuture<Evictor.Result> evict(List<Eviction> expired) {
    if (expired.isEmpty()) {
      return CompletableFuture.completedFuture(new Evictor.Result(List.of(), List.of(), List.of()));
    }
    log.info("{} peers have expired", expired.size());
    return parts.evictor().evict(expired, this::isStillExpired);
  }

  private boolean isStillExpired(Eviction eviction) {
    Optional<ResidentPeer> peer = parts.hotSet().find(eviction.key());
    Duration left = peer.map(ResidentPeer::untilExpiry).orElse(null);
    return !closed.getAsBoolean()
        && left != null
        && (left.isNegative() || left.isZero())
        && !peer.orElseThrow().pinned();
  }
}
