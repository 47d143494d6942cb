package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.ResidentPeer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evicts peers whose configs have expired while sweeps are paused: what is not wanted any more
 * needs no listing to be known, and a pause gives nobody more time. Thread-safe; nothing blocks.
 */
final class ExpiredPeers {
  private static final Logger log = LoggerFactory.getLogger(ExpiredPeers.class);

  private final CronDependencies parts;
  private final BooleanSupplier closed;

  ExpiredPeers(CronDependencies parts, BooleanSupplier closed) {
    this.parts = parts;
    this.closed = closed;
  }

  /** Evicts those that have expired by now. Completes when that is done, never exceptionally. */
  CompletableFuture<?> evict() {
    if (parts.options().dryRun()) {
      return CompletableFuture.completedFuture(null);
    }
    List<Eviction> expired =
        parts.hotSet().configs().expired().stream()
            .map(key -> new Eviction(key, EvictionCause.EXPIRED))
            .filter(this::isStillExpired)
            .toList();
    if (expired.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    log.info("{} peers have expired while eviction is paused", expired.size());
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
