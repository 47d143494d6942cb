package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.internal.common.Causes;
import io.jitpeers.internal.device.DeviceListing;
import io.jitpeers.internal.hotset.Listing;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
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

  private final CronDependencies parts;
  private final AdaptiveLimit limit;
  private final SweepCounters counters;
  private final BooleanSupplier closed;
  private final boolean dryRun;
  private final long begun;
  private final SweepTally tally = new SweepTally();

  Sweep(
      CronDependencies parts,
      AdaptiveLimit limit,
      SweepCounters counters,
      BooleanSupplier closed,
      boolean dryRun) {
    this.parts = parts;
    this.limit = limit;
    this.counters = counters;
    this.closed = closed;
    this.dryRun = dryRun || parts.options().dryRun();
    this.begun = parts.time().nanoTime();
  }

  /** Sweeps. Completes exceptionally if the evictor fails. Throws whatever the policy throws. */
  CompletableFuture<SweepReport> run() throws StoreException {
    parts.beforeSweep().run();
    DeviceListing listing = DeviceListing.of(parts.store(), parts.hotSet(), 0, Listing::finish);
    Duration listingTime = sinceBegun();
    listing.events().forEach(parts.events()::publish);
    HotSetView view = new HotSetView(parts.hotSet().view(), suggestedLimit());
    Map<Eviction, ResidentPeer> selected = resident(view, parts.policy().select(view));
    // The policy wanted so many to be left; whoever else leaves meanwhile makes room too.
    int wantedSize = view.size() - selected.size();
    EvictionGuard guard =
        new EvictionGuard(
            parts.hotSet(),
            listing.comparison(),
            parts.options(),
            wantedSize,
            closed,
            this::listingIsOld);
    List<Eviction> candidates = spare(withExpired(view, unconfirmedFirst(view, selected)), guard);
    limit.swept(sinceBegun(), view.size());
    return withControlPlane(candidates)
        .thenCompose(going -> remove(going, guard))
        .thenApply(done -> report(listing, listingTime));
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

  /** Drops selections of what is not in the view, or was selected before. */
  private Map<Eviction, ResidentPeer> resident(HotSetView view, List<Eviction> selected) {
    if (selected.isEmpty()) {
      return Map.of();
    }
    Map<PublicKey, ResidentPeer> left = new HashMap<>();
    view.peers().forEach(peer -> left.put(peer.key(), peer));
    Map<Eviction, ResidentPeer> resident = new LinkedHashMap<>();
    for (Eviction eviction : selected) {
      ResidentPeer peer = left.remove(eviction.key());
      if (peer != null) {
        resident.put(eviction, peer);
      }
    }
    int ignored = selected.size() - resident.size();
    if (ignored > 0) {
      counters.ignored(ignored);
      log.warn(
          "ignored {} selections of the policy {}: their peers are not resident, or were selected"
              + " before",
          ignored,
          parts.policy());
    }
    return resident;
  }

  /**
   * Adds the peers that have not confirmed themselves in time, whatever the policy says of them;
   * but one whose authorization ended goes for that.
   */
  private Map<Eviction, ResidentPeer> unconfirmedFirst(
      HotSetView view, Map<Eviction, ResidentPeer> selected) {
    Set<PublicKey> due =
        new HashSet<>(parts.hotSet().unconfirmed(parts.confirmationTime(), Integer.MAX_VALUE));
    if (due.isEmpty()) {
      return selected;
    }
    selected.keySet().stream()
        .filter(eviction -> eviction.cause().endsAuthorization())
        .forEach(eviction -> due.remove(eviction.key()));
    Map<Eviction, ResidentPeer> all = new LinkedHashMap<>();
    for (ResidentPeer peer : view.peers()) {
      if (due.contains(peer.key())) {
        all.put(new Eviction(peer.key(), EvictionCause.NEVER_ESTABLISHED), peer);
      }
    }
    selected.forEach(
        (eviction, peer) -> {
          if (!due.contains(eviction.key())) {
            all.put(eviction, peer);
          }
        });
    return all;
  }

  /** Adds the peers whose configs have expired, whatever the policy says of them. */
  private static Map<Eviction, ResidentPeer> withExpired(
      HotSetView view, Map<Eviction, ResidentPeer> selected) {
    Map<PublicKey, ResidentPeer> expired = new LinkedHashMap<>();
    view.peers().stream()
        .filter(peer -> peer.origin() != PeerOrigin.FOREIGN && hasCome(peer.untilExpiry()))
        .forEach(peer -> expired.put(peer.key(), peer));
    if (expired.isEmpty()) {
      return selected;
    }
    Map<Eviction, ResidentPeer> all = new LinkedHashMap<>();
    selected.forEach(
        (eviction, peer) -> {
          if (eviction.cause().endsAuthorization() || !expired.containsKey(eviction.key())) {
            expired.remove(eviction.key());
            all.put(eviction, peer);
          }
        });
    expired.forEach((key, peer) -> all.put(new Eviction(key, EvictionCause.EXPIRED), peer));
    return all;
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

  /**
   * Keeps the peers that could not be brought back while the control plane cannot be reached. A
   * lookup of one of them shows whether it can, unless one was answered a moment ago: nobody else
   * may be asking.
   */
  private CompletableFuture<List<Eviction>> withControlPlane(List<Eviction> candidates) {
    List<Eviction> wantedBack =
        candidates.stream().filter(eviction -> !eviction.cause().endsAuthorization()).toList();
    if (wantedBack.isEmpty() || parts.health().answeredWithin(parts.options().probeAfter())) {
      return CompletableFuture.completedFuture(candidates);
    }
    return parts
        .lookups()
        .apply(wantedBack.get(0).key())
        .handleAsync(
            (answer, failure) ->
                failure == null ? candidates : unreachable(candidates, wantedBack, failure),
            parts.executor());
  }

  private List<Eviction> unreachable(
      List<Eviction> candidates, List<Eviction> wantedBack, Throwable failure) {
    counters.probeFailed();
    log.warn(
        "the control plane cannot be reached, so {} peers stay that it could not bring back",
        wantedBack.size(),
        Causes.cause(failure));
    tally.heldBack(HoldReason.CONTROL_PLANE_UNREACHABLE, wantedBack.size());
    return candidates.stream().filter(e -> e.cause().endsAuthorization()).toList();
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
              tally.evicted(result.evicted());
              tally.heldBack(HoldReason.STORE_FAILED, result.failed().size());
              for (Eviction withheld : result.withheld()) {
                HoldReason reason = guard.reason(withheld);
                if (reason != null) {
                  tally.heldBack(reason, 1);
                }
              }
            },
            parts.executor());
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
