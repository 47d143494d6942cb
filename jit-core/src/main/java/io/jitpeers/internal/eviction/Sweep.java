package io.jitpeers.internal.eviction;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.device.DeviceListing;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.internal.hotset.SweptPeers;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One sweep. It lists the device, compares the listing with the hot set and selects peers. It
 * spares the selected peers that a guard protects, removes the rest and reports. Listing and
 * comparing happen on the calling thread. The other steps follow when the policies, the control
 * plane and the {@link Evictor} have answered. Used once.
 */
final class Sweep {
  /**
   * The time after the start of a sweep during which the sweep may remove peers because of its
   * listing. A listing does not show sessions that began after it. If the gateway itself initiated
   * such a session, the gateway learns of it only from a new listing. Therefore, after this time,
   * no further peers are removed because of the listing. The remaining selected peers are left to
   * the next sweep.
   */
  static final Duration LISTING_HOLDS = Duration.ofSeconds(15);

  private final CronDependencies parts;
  private final AdaptiveLimit limit;
  private final PolicyCalls policies;
  private final ExpiredPeers expired;
  private final UnlistedPeers unlisted;
  private final BooleanSupplier closed;
  private final boolean dryRun;
  private final long begun;
  private final SweepTally tally = new SweepTally();
  private final ReachableControlPlane controlPlane;

  Sweep(
      CronDependencies parts,
      AdaptiveLimit limit,
      SweepCounters counters,
      PolicyCalls policies,
      ExpiredPeers expired,
      UnlistedPeers unlisted,
      BooleanSupplier closed,
      boolean dryRun) {
    this.parts = parts;
    this.limit = limit;
    this.policies = policies;
    this.expired = expired;
    this.unlisted = unlisted;
    this.closed = closed;
    this.dryRun = dryRun || parts.options().dryRun();
    this.begun = parts.time().nanoTime();
    this.controlPlane = new ReachableControlPlane(parts, counters, tally, parts.executor());
  }

  /**
   * Runs the sweep. Begins to evict expired peers before the device is listed, so that the listing
   * does not delay these evictions. Begins to evict unconfirmed peers (peers that completed no
   * handshake in time) before a policy is called, so that no policy delays these evictions. The
   * future completes exceptionally if the device cannot be listed, if a policy fails ({@link
   * PolicyFailure}, after everything else was done), or if the evictor fails.
   */
  CompletableFuture<SweepReport> run() {
    List<Eviction> early = dryRun ? List.of() : expired.due();
    CompletableFuture<Evictor.Result> gone = expired.evict(early);
    List<JitEvent> told = new ArrayList<>();
    DeviceListing listing;
    try {
      parts.beforeSweep().run();
      listing = DeviceListing.of(parts.store(), parts.hotSet(), 0, Listing::finish, told::add);
    } catch (StoreException | RuntimeException | Error e) {
      told.forEach(parts.events()::publish);
      return withoutListing(e);
    } finally {
      unlisted.listingEnded();
    }
    Duration listingTime = sinceBegun();
    told.forEach(parts.events()::publish);
    StageProgress.stepHere();
    SweptPeers swept = parts.hotSet().beginSweep();
    HotSetView view = HotSetView.of(swept, suggestedLimit());
    Map<Eviction, ResidentPeer> first;
    CompletableFuture<Void> firstGone;
    try {
      first = goingFirst(swept, keysOf(early));
      // The wanted size is 0: none of these evictions has a capacity cause, so the size does not
      // matter.
      firstGone = remove(first, guard(listing, 0));
    } catch (RuntimeException | Error e) {
      swept.close();
      throw e;
    }
    Set<PublicKey> leaving = keysOf(early);
    leaving.addAll(keysOf(first.keySet()));
    CompletableFuture<PolicyCalls.Answer> asked = policies.ask(view, swept::close);
    Function<PolicyCalls.Answer, CompletableFuture<Void>> rest =
        answer -> removeSelected(answer, listing, view.size(), leaving);
    // If the policies have not answered yet, the rest continues on the executor on which the sweep
    // began.
    CompletableFuture<Void> selectedGone =
        asked.isDone() ? asked.thenCompose(rest) : asked.thenComposeAsync(rest, parts.executor());
    return CompletableFuture.allOf(gone.thenAccept(this::tally), firstGone, selectedGone)
        .thenCompose(done -> asked)
        .thenCompose(answer -> result(answer, listing, listingTime));
  }

  private CompletableFuture<Void> removeSelected(
      PolicyCalls.Answer answer, DeviceListing listing, int listed, Set<PublicKey> leaving) {
    Map<Eviction, ResidentPeer> selected = answer.selected();
    // The size that the policies want to reach: the listed peers minus all selected ones, including
    // those that leave for another reason.
    EvictionGuard guard = guard(listing, listed - selected.size());
    selected.keySet().removeIf(eviction -> leaving.contains(eviction.key()));
    CompletableFuture<Void> selectedGone = remove(selected, guard);
    if (answer.inTime()) {
      limit.swept(sinceBegun(), listed);
    }
    return selectedGone;
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
      PolicyCalls.Answer answer, DeviceListing listing, Duration listingTime) {
    PolicyFailure failure = answer.failure();
    return failure != null
        ? CompletableFuture.failedFuture(failure)
        : CompletableFuture.completedFuture(report(listing, listingTime));
  }

  private CompletableFuture<SweepReport> withoutListing(Throwable failure) {
    CompletableFuture<?> gone =
        dryRun ? CompletableFuture.completedFuture(null) : unlisted.evict(parts.executor());
    return gone.thenCompose(done -> CompletableFuture.failedFuture(failure));
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
   * Returns the evictions that no policy influences: those of expired peers, and those of peers
   * that completed no handshake in time.
   *
   * @param early the keys of the peers that are already being evicted; their evictions are not
   *     returned
   */
  private Map<Eviction, ResidentPeer> goingFirst(SweptPeers swept, Set<PublicKey> early) {
    Set<PublicKey> unconfirmed =
        new HashSet<>(
            parts.hotSet().unconfirmed().overdue(parts.confirmationTime(), Integer.MAX_VALUE));
    List<Eviction> going = new ArrayList<>();
    swept.visit(
        peer -> {
          if (peer.origin() != PeerOrigin.FOREIGN && peer.expiryNanos() <= 0) {
            going.add(new Eviction(peer.key(), EvictionCause.EXPIRED));
          } else if (unconfirmed.contains(peer.key())) {
            going.add(new Eviction(peer.key(), EvictionCause.NEVER_ESTABLISHED));
          }
        });
    Map<Eviction, ResidentPeer> first = new LinkedHashMap<>();
    for (Eviction eviction : going) {
      if (!early.contains(eviction.key())) {
        swept.find(eviction.key()).ifPresent(peer -> first.put(eviction, peer));
      }
    }
    return first;
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
