package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.common.Causes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spares peers from eviction while the control plane cannot be reached, because an evicted peer
 * could not be installed again. To learn whether the control plane can be reached, looks up one of
 * the peers to be evicted, at most once per sweep. Makes no such lookup if the control plane
 * answered the latest earlier lookup at most {@code probeAfter} (an option) ago. Used for one
 * sweep. Not thread-safe.
 */
final class ReachableControlPlane {
  private static final Logger log = LoggerFactory.getLogger(ReachableControlPlane.class);

  private final CronDependencies parts;
  private final SweepCounters counters;
  private final SweepTally tally;
  private final Executor executor;

  /**
   * The lookup of this sweep; null until it is needed. Completes with the lookup's failure, or with
   * null if the lookup was answered.
   */
  private @Nullable CompletableFuture<@Nullable Throwable> probe;

  /**
   * Creates an instance; it makes no lookup yet.
   *
   * @param executor runs the steps that follow an answer
   */
  ReachableControlPlane(
      CronDependencies parts, SweepCounters counters, SweepTally tally, Executor executor) {
    this.parts = parts;
    this.counters = counters;
    this.tally = tally;
    this.executor = executor;
  }

  /**
   * Returns the evictions that are permitted. If the control plane cannot be reached, these are
   * only the evictions that end a peer's authorization. The future never completes exceptionally.
   */
  CompletableFuture<List<Eviction>> permitted(List<Eviction> candidates) {
    List<Eviction> wantedBack =
        candidates.stream().filter(eviction -> !eviction.cause().endsAuthorization()).toList();
    if (wantedBack.isEmpty()) {
      return CompletableFuture.completedFuture(candidates);
    }
    if (probe == null) {
      probe = ask(wantedBack.get(0));
    }
    return probe.thenApply(
        failure -> failure == null ? candidates : unreachable(candidates, wantedBack, failure));
  }

  private CompletableFuture<@Nullable Throwable> ask(Eviction one) {
    if (parts.health().answeredWithin(parts.options().probeAfter())) {
      return CompletableFuture.completedFuture(null);
    }
    return parts
        .lookups()
        .apply(one.key())
        .handleAsync(
            (answer, failure) -> {
              if (failure != null) {
                counters.probeFailed();
              }
              return failure;
            },
            executor);
  }

  private List<Eviction> unreachable(
      List<Eviction> candidates, List<Eviction> wantedBack, Throwable failure) {
    log.warn(
        "the control plane cannot be reached; {} peers stay, as they could not be installed again",
        wantedBack.size(),
        Causes.cause(failure));
    tally.heldBack(HoldReason.CONTROL_PLANE_UNREACHABLE, wantedBack.size());
    return candidates.stream().filter(e -> e.cause().endsAuthorization()).toList();
  }
}
