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
 * Evicts unconfirmed peers when a listing fails or hangs. A peer is unconfirmed while no listing
 * has shown that it completed a handshake. Without a new listing, nobody knows whether such a peer
 * has completed a handshake since the latest listing. So it is evicted only after twice the time
 * that a new peer has for its first handshake. Thread-safe.
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

  /** Records that a sweep is about to list the device. */
  void listingAwaited() {
    long now = parts.time().nanoTime();
    synchronized (this) {
      since = awaited ? since : now;
      awaited = true;
    }
  }

  /** Records that the listing has ended or failed. */
  synchronized void listingEnded() {
    awaited = false;
  }

  private boolean isListingMissed() {
    long now = parts.time().nanoTime();
    synchronized (this) {
      return awaited && now - since >= Sweep.LISTING_HOLDS.toNanos();
    }
  }

  /**
   * If a listing hangs, evicts the unconfirmed peers whose time for a handshake is over. Called
   * from time to time.
   */
  void lookForMissedListing() {
    if (isListingMissed()) {
      // Does not use the thread of sweeps, because that thread hangs.
      var unused = evict(Runnable::run);
    }
  }

  /**
   * Evicts the unconfirmed peers whose time for a handshake is over. Here this time is twice the
   * confirmation time. The future completes when these peers are removed.
   */
  CompletableFuture<?> evict(Executor executor) {
    Duration age = parts.confirmationTime().multipliedBy(UNLISTED_TIMES);
    List<Eviction> overdue =
        parts.hotSet().unconfirmed().overdue(age, Integer.MAX_VALUE).stream()
            .map(key -> new Eviction(key, EvictionCause.NEVER_ESTABLISHED))
            .filter(this::isStillUnconfirmed)
            .toList();
    if (overdue.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    log.info(
        "evicting {} peers that completed no handshake within twice the time allowed",
        overdue.size());
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
