package io.jitpeers.internal.provisioning;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Deadlines;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.DeviceLooks;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.internal.wakeup.WakeUpStage;
import io.jitpeers.internal.writer.Delay;
import io.jitpeers.internal.writer.InstallRequest;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which peers are installed. Accepts the initiations of initiators that proved possession
 * of their keys, and packets for evicted peers. Finds and checks the peers' configs, and passes
 * them to the store writer. The attempt to install a peer is called a flight; a key has at most one
 * flight at a time. Thread-safe; no method blocks, and no plug-in is called under a lock.
 */
public final class Provisioning implements WakeUpStage.Demands {
  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

  /** Outcomes of a resident peer's flight after which the control plane is asked about the peer. */
  private static final Set<Outcome> NO_LONGER_WANTED =
      EnumSet.of(Outcome.NOT_FOUND, Outcome.EXPIRED, Outcome.CONFIG_REFUSED);

  private final ProvisioningOptions options;
  private final HotSet hotSet;
  private final ReplayChecks replays;
  private final TimestampResets timestampResets;
  private final ClocksBehind clocksBehind;
  private final ReplayGate replayGate;
  private final StoreWriter writer;
  private final Answers answers;
  private final Events events;
  private final TimeSource time;
  final Deadlines deadlines;
  private final Revalidation revalidation;
  private final AnswerCache cache;
  private final PendingPeers pendingPeers;
  private final ConfigSearch search;
  private final DeviceLooks looks;
  private final FoundConfigs foundConfigs;
  private final LongAdder again = new LongAdder();
  private final FailureLog failures;

  public Provisioning(ProvisioningOptions options, ProvisioningParts parts) {
    this.options = options;
    this.hotSet = parts.hotSet();
    this.writer = parts.writer();
    this.events = parts.events();
    this.time = parts.time();
    this.failures = new FailureLog(log, time);
    this.deadlines = new Deadlines(parts.scheduler(), time, options.pendingDeadline());
    this.revalidation = parts.revalidation();
    this.cache = parts.cache();
    FirstPackets firstPackets = parts.firstPackets();
    this.looks = parts.looks();
    this.answers = new Answers(parts);
    this.replays =
        new ReplayChecks(parts.replayMemory(), parts.scheduler(), options.lookupDeadline(), time);
    this.timestampResets = new TimestampResets(replays, hotSet, writer, cache.refusals()::forget);
    this.clocksBehind =
        new ClocksBehind(parts.replayPolicy(), timestampResets, parts.lookups(), events, time);
    FlightShares shares =
        new FlightShares(options, new KnownKeys(cache, hotSet, parts.replayMemory(), time));
    parts.outcomes().known(shares::isKnown);
    this.pendingPeers =
        new PendingPeers(shares, hotSet, cache, firstPackets, parts.tracker(), time);
    this.replayGate =
        new ReplayGate(
            replays,
            timestampResets,
            clocksBehind,
            hotSet,
            pendingPeers,
            shares::isKnown,
            (initiation, opened, resumed) ->
                proceed(pendingPeers.admit(initiation, opened, resumed)),
            answers::refused);
    this.search = new ConfigSearch(pendingPeers, cache, hotSet, parts, time, new Findings());
    this.foundConfigs = new FoundConfigs(parts.configCheck(), pendingPeers, search);
  }

  /** Accepts an initiation that proved possession of its key. Its packet always gets an outcome. */
  public void accept(Demand.Initiation initiation, InitiationResult.Opened opened) {
    replayGate.accept(initiation.of(opened), opened);
  }

  @Override
  public void wake(Demand.WakeUp wakeUp) {
    proceed(pendingPeers.admit(wakeUp));
  }

  @Override
  public boolean join(Demand.WakeUp wakeUp) {
    return pendingPeers.join(wakeUp);
  }

  @Override
  public boolean isPending(PublicKey key) {
    return pendingPeers.isPending(key);
  }

  /** Returns how limits would affect the next initiation of a key whose peer is not resident. */
  public Room room(PublicKey key) {
    return pendingPeers.room(key);
  }

  private void proceed(PendingPeers.Admitted admitted) {
    if (admitted.rejected() != null) {
      answers.complete(admitted.rejected(), admitted.outcome());
    }
    if (admitted.begun() != null) {
      PendingPeer flight = admitted.begun();
      orEnd(flight, () -> begin(flight));
    }
  }

  /** Runs a step of a flight. If the step throws, ends the flight. */
  private void orEnd(PendingPeer flight, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failures.record("provisioning " + flight.key + " failed", e);
      end(flight, Outcome.INTERNAL_ERROR, "provisioning failed: " + e);
    }
  }

  private void begin(PendingPeer flight) {
    Scheduler.Cancellable deadline = deadlines.add(() -> expire(flight));
    if (!pendingPeers.expires(flight, deadline)) {
      deadline.cancel();
    }
    if (flight.again) {
      again.increment();
    }
    search.begin(flight);
  }

  private void expire(PendingPeer flight) {
    Delay delay = pendingPeers.delay(flight, writer, options.pendingDeadline());
    end(flight, delay.outcome(), delay.reason());
  }

  private final class Findings implements ConfigSearch.Finder {
    @Override
    public void found(
        PendingPeer flight, PeerConfig config, Duration fresh, PeerLookup.@Nullable Found answer) {
      check(flight, config, fresh, answer);
    }

    @Override
    public void notFound(PendingPeer flight, Outcome outcome, String reason) {
      end(flight, outcome, reason);
    }
  }

  /**
   * Handles a found config. A new timestamp epoch in the config resets the key's timestamps.
   *
   * @param answer the answer to cache if the config is valid; null for a config from the cache
   */
  private void check(
      PendingPeer flight, PeerConfig config, Duration fresh, PeerLookup.@Nullable Found answer) {
    events.stageTook(Stage.LOOKUP, time.nanoTime() - flight.identifiedNanos);
    flight.configArrived(time.nanoTime());
    if (answer == null) {
      install(flight, config, fresh, null);
      return;
    }
    // A failure is only logged: the peer's initiation was already accepted.
    CompletableFuture<Boolean> reset =
        timestampResets.seenOnTheWayIn(flight, config, () -> pendingPeers.isWanted(flight));
    if (!flight.again || reset.isDone()) {
      install(flight, config, fresh, answer);
      return;
    }
    // A reset removes the peer from the device. The removal must not come after the new install.
    var unused =
        reset.whenComplete(
            (begun, failure) -> orEnd(flight, () -> install(flight, config, fresh, answer)));
  }

  /** Checks a config and passes it to the writer. */
  private void install(
      PendingPeer flight, PeerConfig config, Duration fresh, PeerLookup.@Nullable Found answer) {
    FoundConfigs.Verdict refused = foundConfigs.refused(flight, config);
    if (refused != null) {
      end(flight, refused.outcome(), refused.reason());
      return;
    }
    PeerConfig wanted = pendingPeers.found(flight, config, fresh, answer);
    if (wanted == null) {
      end(flight, Outcome.CONFIG_REFUSED, "no endpoint of the peer is known");
    } else if (!writer.install(new Install(flight, wanted))) {
      end(flight, Outcome.CLOSED, "the orchestrator was closed");
    }
  }

  /** The install request that is passed to the store writer. */
  private final class Install implements InstallRequest {
    private final PendingPeer flight;
    private final PeerConfig config;

    Install(PendingPeer flight, PeerConfig config) {
      this.flight = flight;
      this.config = config;
    }

    @Override
    public PublicKey key() {
      return flight.key;
    }

    @Override
    public @Nullable Prepared prepare() {
      return pendingPeers.prepare(flight, config);
    }

    @Override
    public void installed(boolean initiated) {
      Provisioning.this.installed(flight, config, initiated);
    }

    @Override
    public void withdrawn() {
      end(flight, Outcome.CLOSED, "the orchestrator was closed");
    }

    @Override
    public void conflicted(Conflict conflict) {
      if (pendingPeers.asksHolder(flight, conflict.holder())) {
        askHolder(flight, config, conflict);
      } else {
        refuse(flight, conflict);
      }
    }

    @Override
    public void failed(StoreException failure) {
      end(flight, Outcome.STORE_FAILED, String.valueOf(failure.getMessage()));
    }
  }

  /** Asks the control plane about the holder of the wanted allowed IP, then retries the install. */
  private void askHolder(PendingPeer flight, PeerConfig config, Conflict conflict) {
    var unused =
        revalidation
            .check(conflict.holder())
            .thenAccept(
                checked -> {
                  if (!checked) {
                    refuse(flight, conflict);
                  } else if (!writer.install(new Install(flight, config))) {
                    end(flight, Outcome.CLOSED, "the orchestrator was closed");
                  }
                });
  }

  private void refuse(PendingPeer flight, Conflict conflict) {
    // The answer is forgotten, so that the next lookup sees a correction of either peer's config.
    cache.forget(flight.key);
    end(flight, Outcome.CONFIG_REFUSED, conflict.reason());
  }

  /** Handles an installed peer. Its flight may have ended before the install. */
  private void installed(PendingPeer flight, PeerConfig config, boolean initiated) {
    events.stageTook(Stage.INSTALL, time.nanoTime() - flight.configNanos());
    if (pendingPeers.demand(flight) instanceof Demand.Initiation) {
      // Keeps strangers' keys from displacing this key in the replay memory.
      replays.protect(flight.key);
    }
    PendingPeers.Ended ended = pendingPeers.installed(flight, config);
    if (ended != null) {
      answers.installed(flight, ended, initiated);
      flight.release(Outcome.INSTALLED, Outcome.INSTALLED.sentence());
    }
    if (flight.answered != null) {
      revalidation.installed(flight.answered, flight.fresh, pendingPeers.isHinted(flight));
    }
    events.publish(new JitEvent.PeerInstalled(config.publicKey(), flight.again));
  }

  /** Ends a flight whose peer was not installed, at most once. */
  private void end(PendingPeer flight, Outcome outcome, String reason) {
    PendingPeers.Ended ended = pendingPeers.end(flight, outcome, reason);
    if (ended != null) {
      settle(flight, ended, outcome, reason);
    }
  }

  private void settle(
      PendingPeer flight, PendingPeers.Ended ended, Outcome outcome, String reason) {
    // A peer that was to be installed again is still resident, so its client's packet is accepted.
    boolean spared = flight.again && outcome != Outcome.REVOKED && outcome != Outcome.CLOSED;
    Outcome told = spared ? Outcome.ALREADY_RESIDENT : outcome;
    answers.refused(flight.key, ended, told, reason);
    flight.release(outcome, reason);
    log.debug("not provisioning {}: {}: {}", flight.key, outcome, reason);
    if (outcome != Outcome.PENDING_FULL) {
      // PENDING_FULL is only counted, because a flood can end thousands of flights this way.
      events.publish(new JitEvent.PeerRefused(flight.key, outcome, reason));
    }
    if (flight.again && NO_LONGER_WANTED.contains(outcome)) {
      // The resident peer has another config at the control plane now, or none.
      var unused = revalidation.check(flight.key);
    }
  }

  /** Forgets and removes a revoked peer. The future's value is whether the peer was resident. */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    revalidation.supersede(key);
    PendingPeers.Revoked revoked = pendingPeers.revoke(key);
    // The ended flight's install either comes before this removal or is dropped.
    CompletableFuture<Boolean> removal = writer.remove(new Eviction(key, EvictionCause.REVOKED));
    if (revoked != null) {
      settle(revoked.flight(), revoked.ended(), Outcome.REVOKED, "the peer was revoked");
    }
    return removal;
  }

  /** Implements {@link io.jitpeers.internal.revalidation.Departures#leave}. */
  public @Nullable CompletableFuture<Boolean> leave(
      Eviction eviction, PeerLookup.@Nullable NotFound answer) {
    return pendingPeers.leaves(eviction, answer) ? writer.removeOurs(eviction) : null;
  }

  /** Returns the handler of hints that peers may have changed. */
  public ChangeListener changeHints() {
    return new ChangeHints(pendingPeers, revalidation);
  }

  /** Returns the object that resets the timestamps of keys. */
  public TimestampResets timestampResets() {
    return timestampResets;
  }

  /** Sets the timer of the deadlines if an earlier attempt to set it failed. */
  public void arm() {
    deadlines.arm();
  }

  /** Waits until no peer is pending, or until the time is up. */
  public void awaitIdle(long nanos) throws InterruptedException {
    pendingPeers.awaitNone(replayGate.awaitNone(nanos));
  }

  /** Ends all flights, and refuses later demands. */
  public void close() {
    pendingPeers
        .close()
        .forEach(flight -> end(flight, Outcome.CLOSED, "the orchestrator was closed"));
    deadlines.close();
    search.close();
    replays.close();
    looks.close();
  }

  /** Returns counters and sizes. */
  public ProvisioningCounts counts() {
    return new ProvisioningCounts(
        pendingPeers.size(),
        search.positiveHits(),
        search.negativeHits(),
        search.stale(),
        search.notModified(),
        cache.refusals().used(),
        again.sum(),
        cache.foundSize(),
        cache.notFoundSize(),
        clocksBehind.count(),
        timestampResets.count());
  }
}
