package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evicts peers that have not confirmed themselves when no listing can show who has, as it fails or
 * does not come back: they go after twice the time that they had. Thread-safe.
 */
final class UnlistedPeers {
  private static final Logger log = LoggerFactory.getLogger(UnlistedPeers.class);
  private static final int UNLISTED_TIMES = 2;

  private final CronDependencies parts;
  private final SweepCounters counters;
  private final BooleanSupplier closed;
  private boolean awaited;
  private long since;

  UnlistedPeers(CronDependencies parts, SweepCounters counters, BooleanSupplier closed) {
    this.parts = parts;
    this.counters = counters;
    this.closed = closed;
  }

  /** A sweep is to list the device. */
  void listingAwaited() {
    long now = parts.time().nanoTime();
    synchronized (this) {
      since = awaited ? since : now;
      awaited = true;
    }
  }

  /** It has, or could not. */
  synchronized void listingEnded() {
    awaited = false;
  }

  private boolean isListingMissed() {
    long now = parts.time().nanoTime();
    synchronized (this) {
      return awaited && now - since >= Sweep.LISTING_HOLDS.toNanos();
    }
  }

  /** Evicts them if a listing does not come back. To be called every now and then. */
  void lookForMissedListing() {
    if (isListingMissed()) {
      // Not on the sweeps' thread, which is the one that does not come back.
      var unused = evict(Runnable::run);
    }
  }

  /** Evicts those that are overdue; completes when that is done. */
  CompletableFuture<?> evict(Executor executor) {
    Duration age = parts.confirmationTime().multipliedBy(UNLISTED_TIMES);
    List<Eviction> overdue =
        parts.hotSet().unconfirmed(age, Integer.MAX_VALUE).stream()
            .map(key -> new Eviction(key, EvictionCause.NEVER_ESTABLISHED))
            .filter(this::isStillUnconfirmed)
            .toList();
    if (overdue.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    log.info("{} peers go that had twice the time to confirm themselves", overdue.size());
    return new ReachableControlPlane(parts, counters, new SweepTally(), executor)
        .permitted(overdue)
        .thenCompose(going -> parts.evictor().evict(going, this::isStillUnconfirmed));
  }

  private boolean isStillUnconfirmed(Eviction eviction) {
    return !closed.getAsBoolean()
        && parts
            .hotSet()
            .find(eviction.key())
            .filter(peer -> peer.state() == PeerState.PROBATION)
            .filter(peer -> peer.origin() != PeerOrigin.FOREIGN && !peer.pinned())
            .isPresent();
  }
}
