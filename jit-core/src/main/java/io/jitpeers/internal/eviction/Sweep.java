package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.device.DeviceListing;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sweep: list, compare, choose, spare, remove, report. The first four happen on the calling
 * thread; the rest follows when the control plane and the writer have answered. Used once.
 */
final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  /**
   * How long after a listing began it may still be acted on. Sessions that the gateway itself
   * begins are seen in listings only, so a long removal stops here, and the next sweep goes on.
   */
  private static final Duration LISTING_HOLDS = Duration.ofSeconds(15);

  /**
   * Without a listing nobody can say who has completed a handshake; after this many times the time
   * that a peer has for it, it goes all the same.
   */
  private static final int UNLISTED_TIMES = 2;

  private final CronDependencies parts;
  private final AdaptiveLimit limit;
  private final SweepCounters counters;
  private final ExpiredPeers expired;
  private final BooleanSupplier closed;
  private final boolean dryRun;
  private final long begun;
  private final SweepTally tally = new SweepTally();
  private final ReachableControlPlane controlPlane;

  Sweep(
      CronDependencies parts,
      AdaptiveLimit limit,
      SweepCounters counters,
      ExpiredPeers expired,
      BooleanSupplier closed,
      boolean dryRun) {
    this.parts = parts;
    this.limit = limit;
    this.counters = counters;
    this.expired = expired;
    this.closed = closed;
    this.dryRun = dryRun || parts.options().dryRun();
    this.begun = parts.time().nanoTime();
    this.controlPlane = new ReachableControlPlane(parts, counters, tally);
  }

  /**
   * Sweeps. Expired peers go before anything is asked of the store, unconfirmed ones before
   * anything is asked of a policy: no code of others keeps them there. Completes exceptionally if
   * the device cannot be listed, if a policy failed ({@link PolicyFailure}, after all else was
   * done), or if the evictor fails.
   */
  CompletableFuture<SweepReport> run() {
    List<Eviction> early = dryRun ? List.of() : expired.due();
    CompletableFuture<Evictor.Result> gone = expired.evict(early);
    DeviceListing listing;
    try {
      parts.beforeSweep().run();
      listing = DeviceListing.of(parts.store(), parts.hotSet(), 0, Listing::finish);
    } catch (StoreException | RuntimeException | Error e) {
      return withoutListing(e);
    }
    Duration listingTime = sinceBegun();
    listing.events().forEach(parts.events()::publish);
    StageProgress.stepHere();
    HotSetView view = new HotSetView(parts.hotSet().view(), suggestedLimit());
    Map<Eviction, ResidentPeer> first = goingFirst(view, keysOf(early));
    // No cause of theirs depends on how many are to be left.
    CompletableFuture<Void> firstGone = remove(first, guard(listing, 0));
    PolicySelections policies = new PolicySelections(parts.policy(), view, counters);
    Map<Eviction, ResidentPeer> selected = policies.ask();
    // The policies wanted so many to be left; whoever else leaves meanwhile makes room too.
    EvictionGuard guard = guard(listing, view.size() - selected.size());
    Set<PublicKey> leaving = keysOf(early);
    leaving.addAll(keysOf(first.keySet()));
    selected.keySet().removeIf(eviction -> leaving.contains(eviction.key()));
    CompletableFuture<Void> selectedGone = remove(selected, guard);
    limit.swept(sinceBegun(), view.size());
    return CompletableFuture.allOf(gone.thenAccept(this::tally), firstGone, selectedGone)
        .thenCompose(done -> result(policies, listing, listingTime));
  }

  private static Set<PublicKey> keysOf(Collection<Eviction> evictions) {
    return evictions.stream().map(Eviction::key).collect(Collectors.toCollection(HashSet::new));
  }

  private EvictionGuard guard(DeviceListing listing, int wantedSize) {
    return new EvictionGuard(
        parts.hotSet(),
        listing.comparison(),
        parts.options(),
        wantedSize,
        closed,
        this::listingIsOld);
  }

  private CompletableFuture<SweepReport> result(
      PolicySelections policies, DeviceListing listing, Duration listingTime) {
    PolicyFailure failure = policies.failure();
    return failure != null
        ? CompletableFuture.failedFuture(failure)
        : CompletableFuture.completedFuture(report(listing, listingTime));
  }

  private CompletableFuture<SweepReport> withoutListing(Throwable failure) {
    Duration age = parts.confirmationTime().multipliedBy(UNLISTED_TIMES);
    List<Eviction> overdue =
        dryRun
            ? List.of()
            : parts.hotSet().unconfirmed(age, Integer.MAX_VALUE).stream()
                .map(key -> new Eviction(key, EvictionCause.NEVER_ESTABLISHED))
                .filter(this::isStillUnconfirmed)
                .toList();
    if (overdue.isEmpty()) {
      return CompletableFuture.failedFuture(failure);
    }
    log.info("{} peers go that had twice the time to confirm themselves", overdue.size());
    return controlPlane
        .permitted(overdue)
        .thenCompose(going -> parts.evictor().evict(going, this::isStillUnconfirmed))
        .thenCompose(done -> CompletableFuture.failedFuture(failure));
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

  private boolean listingIsOld() {
    return sinceBegun().compareTo(LISTING_HOLDS) > 0;
  }

  private int suggestedLimit() {
    return parts.options().adaptiveLimit() ? limit.current() : Integer.MAX_VALUE;
  }

  private Duration sinceBegun() {
    return Duration.ofNanos(parts.time().nanoTime() - begun);
  }

  /**
   * Peers whose configs have expired, and those that have not confirmed themselves in time,
   * whatever the policies say of them.
   *
   * @param early who is being evicted already
   */
  private Map<Eviction, ResidentPeer> goingFirst(HotSetView view, Set<PublicKey> early) {
    Set<PublicKey> unconfirmed =
        new HashSet<>(parts.hotSet().unconfirmed(parts.confirmationTime(), Integer.MAX_VALUE));
    Map<Eviction, ResidentPeer> first = new LinkedHashMap<>();
    for (ResidentPeer peer : view.peers()) {
      if (early.contains(peer.key())) {
        continue;
      }
      if (peer.origin() != PeerOrigin.FOREIGN && hasCome(peer.untilExpiry())) {
        first.put(new Eviction(peer.key(), EvictionCause.EXPIRED), peer);
      } else if (unconfirmed.contains(peer.key())) {
        first.put(new Eviction(peer.key(), EvictionCause.NEVER_ESTABLISHED), peer);
      }
    }
    return first;
  }

  private static boolean hasCome(@Nullable Duration left) {
    return left != null && (left.isNegative() || left.isZero());
  }

  private List<Eviction> spare(Map<Eviction, ResidentPeer> selected, EvictionGuard guard) {
    List<Eviction> candidates = new ArrayList<>();
    selected.forEach(
        (eviction, peer) -> {
          HoldReason reason = guard.whenSelected(peer, eviction);
          if (reason == null) {
            candidates.add(eviction);
          } else {
            tally.heldBack(reason, 1);
          }
        });
    return candidates;
  }

  private CompletableFuture<Void> remove(
      Map<Eviction, ResidentPeer> selected, EvictionGuard guard) {
    return controlPlane
        .permitted(spare(selected, guard))
        .thenCompose(going -> remove(going, guard));
  }

  private CompletableFuture<Void> remove(List<Eviction> going, EvictionGuard guard) {
    if (dryRun || going.isEmpty()) {
      tally.evicted(going);
      return CompletableFuture.completedFuture(null);
    }
    return parts
        .evictor()
        .evict(going, guard)
        .thenAcceptAsync(
            result -> {
              tally(result);
              for (Eviction withheld : result.withheld()) {
                HoldReason reason = guard.reason(withheld);
                if (reason != null) {
                  tally.heldBack(reason, 1);
                }
              }
            },
            parts.executor());
  }

  private void tally(Evictor.Result result) {
    tally.evicted(result.evicted());
    tally.heldBack(HoldReason.STORE_FAILED, result.failed().size());
  }

  private SweepReport report(DeviceListing listing, Duration listingTime) {
    return new SweepReport(
        dryRun,
        listing.result().peers(),
        listing.result().complete(),
        tally.evicted(),
        tally.heldBack(),
        listing.lost().size(),
        parts.hotSet().size(),
        listingTime,
        sinceBegun());
  }
}
