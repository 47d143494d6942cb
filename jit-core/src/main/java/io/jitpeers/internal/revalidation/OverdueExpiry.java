package io.jitpeers.internal.revalidation;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evicts peers about which the control plane has given no usable answer for too long. Does nothing
 * unless the operator has set a limit. Thread-safe.
 */
final class OverdueExpiry {
  private static final Logger log = LoggerFactory.getLogger(OverdueExpiry.class);

  /** The maximum number of peers evicted at once. */
  private static final int EXPIRED_AT_ONCE = 1000;

  private final RevalidationParts parts;
  private final Ages ages;
  private final OverduePeers overdue;
  private final Object lock;
  private final Runnable queued;
  private final FailureLog failures;

  /**
   * Creates an instance.
   *
   * @param overdue the overdue peers, guarded by the lock
   * @param queued called after an overdue peer could not be evicted and was queued for another
   *     question to the control plane
   */
  OverdueExpiry(
      RevalidationParts parts, Ages ages, OverduePeers overdue, Object lock, Runnable queued) {
    this.parts = parts;
    this.failures = new FailureLog(log, parts.time());
    this.ages = ages;
    this.overdue = overdue;
    this.lock = lock;
    this.queued = queued;
  }

  /**
   * Evicts the peers whose time limit has passed. A peer's time begins when the control plane's
   * latest answer about the peer ceases to be fresh. Does nothing if the options set no limit.
   */
  void expireOverdue() {
    Duration limit = parts.options().expireAfter().orElse(null);
    if (limit == null) {
      return;
    }
    long now = parts.time().nanoTime();
    parts.hotSet().configs().takeOverdue(EXPIRED_AT_ONCE, limit).forEach(due -> expire(due.key()));
    List<PublicKey> unanswered;
    synchronized (lock) {
      unanswered = overdue.overdueFor(limit.toNanos(), now, EXPIRED_AT_ONCE);
      unanswered.forEach(overdue::remove);
    }
    unanswered.forEach(this::expire);
  }

  private void expire(PublicKey key) {
    log.warn(
        "evicting the resident peer {}: the control plane has not confirmed it for too long", key);
    CompletableFuture<Boolean> left =
        parts.departures().leave(new Eviction(key, EvictionCause.EXPIRED), null);
    if (left == null) {
      askAgain(key);
      return;
    }
    var unused =
        left.whenComplete(
            (resident, failure) -> {
              if (failure != null) {
                // If the store fails, it probably fails for all peers, so the log is rate limited.
                failures.warn("the resident peer {} could not be removed", key, failure);
                askAgain(key);
              }
            });
  }

  private void askAgain(PublicKey key) {
    parts.hotSet().configs().askIn(key, ages.retry());
    queued.run();
  }
}
