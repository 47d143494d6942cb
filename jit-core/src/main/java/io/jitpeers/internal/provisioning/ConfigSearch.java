package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Causes;
import io.jitpeers.internal.explain.Reason;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.lookup.Lane;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.lookup.NotAskedException;
import io.jitpeers.internal.lookup.Refusals.Refusal;
import io.jitpeers.internal.trace.FlightTrace;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the config for a flight, which is the attempt to provision a pending peer. Uses a fresh
 * cached config if there is one, and otherwise asks the control plane. If the control plane cannot
 * answer, uses a stale cached config. If a peer is installed again because its client got no
 * response, the control plane is asked even if the cached config is fresh. Thread-safe; no method
 * blocks.
 */
final class ConfigSearch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConfigSearch.class);

  private final PendingPeers pendingPeers;
  private final AnswerCache cache;
  private final HotSet hotSet;
  private final Lookups lookups;
  private final TimeSource time;
  private final Finder finder;
  private final FlightTraces traces;
  private final LongAdder positiveHits = new LongAdder();
  private final LongAdder negativeHits = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder notModified = new LongAdder();
  private final FailureLog failures;

  /** Receives the result of a search. */
  interface Finder {
    /**
     * Receives a config.
     *
     * @param fresh how long the config remains fresh
     * @param answer the answer to cache if the config breaks no rule; null if the config came from
     *     the cache
     */
    void found(
        PendingPeer flight, PeerConfig config, Duration fresh, PeerLookup.@Nullable Found answer);

    /** Called if no config was found. */
    void notFound(PendingPeer flight, Outcome outcome, String reason);
  }

  ConfigSearch(
      PendingPeers pendingPeers,
      AnswerCache cache,
      HotSet hotSet,
      ProvisioningParts parts,
      TimeSource time,
      Finder finder) {
    this(
        pendingPeers,
        cache,
        hotSet,
        parts.lookups(),
        time,
        finder,
        new FlightTraces(parts.events().tracers(), parts.scheduler(), time, pendingPeers));
  }

  ConfigSearch(
      PendingPeers pendingPeers,
      AnswerCache cache,
      HotSet hotSet,
      Lookups lookups,
      TimeSource time,
      Finder finder,
      FlightTraces traces) {
    this.pendingPeers = pendingPeers;
    this.cache = cache;
    this.hotSet = hotSet;
    this.lookups = lookups;
    this.time = time;
    this.finder = finder;
    this.traces = traces;
    this.failures = new FailureLog(log, time);
  }

  /** Begins a search. */
  void begin(PendingPeer flight) {
    traces.begin(flight);
    if (flight.again) {
      // The client got no response with the cached config, so the control plane is asked for a new
      // config.
      ask(flight);
      return;
    }
    Optional<Refusal> refused = cache.refusals().of(flight.key, hotSet.departures());
    if (refused.isPresent()) {
      flight.endedFromMemory = true;
      finder.notFound(
          flight, refused.get().outcome(), refused.get().reason() + Reason.RECENTLY_REFUSED);
      return;
    }
    Optional<AnswerCache.Fresh> fresh =
        cache.fresh(flight.key).filter(hit -> !isExpired(hit.config()));
    if (fresh.isPresent()) {
      positiveHits.increment();
      finder.found(flight, fresh.get().config(), fresh.get().left(), null);
    } else if (cache.knownAsNotFound(flight.key)) {
      negativeHits.increment();
      flight.endedFromMemory = true;
      finder.notFound(
          flight, Outcome.NOT_FOUND, "the control plane knows no such peer" + Reason.REMEMBERED);
    } else {
      ask(flight);
    }
  }

  private void ask(PendingPeer flight) {
    FlightTrace trace = flight.trace;
    if (trace == null) {
      ask(flight, Map.of());
    } else {
      traces.lookup(trace, fields -> askOrEnd(flight, fields));
    }
  }

  /**
   * Asks the control plane. If the lookup cannot begin, ends the flight. The caller cannot be
   * relied on to end it, because this method may run on the thread of a tracer or a timer. Does
   * nothing if the flight ended while it waited for the header fields of its trace.
   */
  private void askOrEnd(PendingPeer flight, Map<String, String> traceContext) {
    try {
      if (pendingPeers.isWanted(flight)) {
        ask(flight, traceContext);
      }
    } catch (RuntimeException | Error e) {
      failures.record("the lookup of " + flight.key + " could not begin", e);
      finder.notFound(flight, Outcome.INTERNAL_ERROR, "the lookup could not begin: " + e);
    }
  }

  private void ask(PendingPeer flight, Map<String, String> traceContext) {
    PeerLookup.Found remembered = cache.validatable(flight.key).orElse(null);
    String validator = remembered == null ? null : remembered.validator().orElse(null);
    Lane lane = flight.known ? Lane.KNOWN : Lane.STRANGER;
    CompletableFuture<PeerLookup> lookup =
        lookups.lookup(
            new Asking(flight.key, validator, lane, flight.source(), false, traceContext));
    if (!pendingPeers.asks(flight, lookup)) {
      lookup.cancel(true);
    }
    var unused =
        lookup.whenComplete((answer, failure) -> answered(flight, remembered, answer, failure));
  }

  private void answered(
      PendingPeer flight,
      PeerLookup.@Nullable Found remembered,
      @Nullable PeerLookup answer,
      @Nullable Throwable failure) {
    try {
      FlightTraces.answered(flight, answer, failure);
      resolve(flight, remembered, answer, failure);
    } catch (RuntimeException | Error e) {
      failures.record("an answer for " + flight.key + " could not be processed", e);
      finder.notFound(flight, Outcome.INTERNAL_ERROR, "the answer could not be processed: " + e);
    }
  }

  private void resolve(
      PendingPeer flight,
      PeerLookup.@Nullable Found remembered,
      @Nullable PeerLookup answer,
      @Nullable Throwable failure) {
    if (!pendingPeers.isWanted(flight)) {
      return;
    }
    if (answer instanceof PeerLookup.Found found) {
      // The answer is cached only if the config breaks no rule. Otherwise the next search asks the
      // control plane again.
      finder.found(flight, found.config(), found.freshness().maxAge(), found);
    } else if (answer instanceof PeerLookup.NotModified same && remembered != null) {
      notModified.increment();
      PeerLookup.Found again = AnswerCache.renewed(remembered, same);
      finder.found(flight, again.config(), again.freshness().maxAge(), again);
    } else if (answer instanceof PeerLookup.NotModified) {
      failed(
          flight,
          new LookupException(
              LookupException.Reason.REJECTED,
              "look up " + flight.key + ": not modified, although no config is remembered"));
    } else if (answer instanceof PeerLookup.NotFound notFound) {
      pendingPeers.unknown(flight, notFound);
      finder.notFound(flight, Outcome.NOT_FOUND, "the control plane knows no such peer");
    } else {
      failed(flight, failure);
    }
  }

  private void failed(PendingPeer flight, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Causes.cause(failure);
    LookupException.Reason reason =
        cause instanceof LookupException known
            ? known.reason()
            : LookupException.Reason.UNAVAILABLE;
    Optional<PeerConfig> old =
        reason == LookupException.Reason.REJECTED ? Optional.empty() : cache.stale(flight.key);
    if (old.filter(config -> !isExpired(config)).isPresent()) {
      stale.increment();
      finder.found(flight, old.get(), Duration.ZERO, null);
      return;
    }
    Outcome outcome = cause instanceof NotAskedException ? Outcome.PENDING_FULL : outcomeOf(reason);
    finder.notFound(
        flight, outcome, cause == null ? "no answer" : String.valueOf(cause.getMessage()));
  }

  private static Outcome outcomeOf(LookupException.Reason reason) {
    return switch (reason) {
      case TIMEOUT -> Outcome.LOOKUP_TIMEOUT;
      case UNAVAILABLE -> Outcome.LOOKUP_UNAVAILABLE;
      case REJECTED -> Outcome.LOOKUP_REJECTED;
    };
  }

  /**
   * Cancels the timer that bounds the wait for the header fields of traces. Called after all
   * flights have ended.
   */
  @Override
  public void close() {
    traces.close();
  }

  /** Returns whether a config has expired. */
  boolean isExpired(PeerConfig config) {
    return config.expiresAt().filter(at -> !at.isAfter(time.wallTime())).isPresent();
  }

  /** Returns how many fresh configs came from the cache. */
  long positiveHits() {
    return positiveHits.sum();
  }

  /** Returns how many not-found answers came from the cache. */
  long negativeHits() {
    return negativeHits.sum();
  }

  /** Returns how many cached answers the control plane confirmed. */
  long notModified() {
    return notModified.sum();
  }

  /** Returns how many stale configs were used. */
  long stale() {
    return stale.sum();
  }
}
