package io.jitpeers.internal.provisioning;

import io.jitpeers.FirstPacketStrategy;
import io.jitpeers.JitEvent;
import io.jitpeers.Outcome;
import io.jitpeers.ProvisioningOptions;
import io.jitpeers.Stage;
import io.jitpeers.internal.Causes;
import io.jitpeers.internal.Completions;
import io.jitpeers.internal.Demand;
import io.jitpeers.internal.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.replay.ReplayMemory;
import io.jitpeers.internal.wakeup.RememberedPeers;
import io.jitpeers.internal.wakeup.WakeUpStage;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.spi.Eviction;
import io.jitpeers.spi.EvictionCause;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.Scheduler;
import io.jitpeers.spi.TimeSource;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what enters: takes packets of proved initiators and for evicted peers, finds configs,
 * checks them and hands them to the writer. Single flight for each key. Thread-safe; nothing
 * blocks, and no stranger's code runs under the lock.
 */
public final class Provisioning implements WakeUpStage.Demands {
  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);

  private final ProvisioningOptions options;
  private final HotSet hotSet;
  private final ReplayMemory replayMemory;
  private final Lookups lookups;
  private final StoreWriter writer;
  private final Completions completions;
  private final Events events;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final Runnable sweepSoon;
  private final AnswerCache cache;
  private final ConfigCheck configCheck;
  private final FirstPackets firstPackets;
  private final @Nullable RememberedPeers remembered;
  private final Counters counters = new Counters();

  private final Object lock = new Object();
  private final Map<PublicKey, Pending> pending = new HashMap<>();
  private boolean closed;

  /** How answers were come by. */
  private static final class Counters {
    final LongAdder positiveHits = new LongAdder();
    final LongAdder negativeHits = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder again = new LongAdder();
  }

  /** What this works with. */
  public record Parts(
      HotSet hotSet,
      ReplayMemory replayMemory,
      Lookups lookups,
      StoreWriter writer,
      Completions completions,
      Events events,
      TimeSource time,
      Scheduler scheduler,
      AnswerCache cache,
      ConfigCheck configCheck,
      FirstPackets firstPackets,
      Runnable sweepSoon,
      @Nullable RememberedPeers remembered) {}

  public Provisioning(ProvisioningOptions options, Parts parts) {
    this.options = options;
    this.hotSet = parts.hotSet();
    this.replayMemory = parts.replayMemory();
    this.lookups = parts.lookups();
    this.writer = parts.writer();
    this.completions = parts.completions();
    this.events = parts.events();
    this.time = parts.time();
    this.scheduler = parts.scheduler();
    this.sweepSoon = parts.sweepSoon();
    this.cache = parts.cache();
    this.configCheck = parts.configCheck();
    this.firstPackets = parts.firstPackets();
    this.remembered = parts.remembered();
  }

  /** Takes the packet of an initiator that proved its key. Completes it sooner or later. */
  public void accept(Demand.Initiation initiation, InitiationResult.Opened opened) {
    proceed(admit(initiation, opened));
  }

  /** Takes a packet for a peer that was evicted. Tells what became of it sooner or later. */
  @Override
  public void wake(Demand.WakeUp wakeUp) {
    proceed(admit(wakeUp));
  }

  /**
   * Lets a packet wait for a peer that is on its way in, whatever for.
   *
   * @return false if the peer is not, in which case nothing is told
   */
  @Override
  public boolean join(Demand.WakeUp wakeUp) {
    synchronized (lock) {
      Pending flight = pending.get(wakeUp.key());
      return flight != null && flight.await(wakeUp);
    }
  }

  /** Whether a peer is on its way in. */
  @Override
  public boolean isPending(PublicKey key) {
    synchronized (lock) {
      return pending.containsKey(key);
    }
  }

  private void proceed(Admitted admitted) {
    if (admitted.rejected() != null) {
      Outcome outcome = admitted.outcome();
      complete(admitted.rejected(), outcome);
      if (outcome == Outcome.AT_CAPACITY) {
        sweepSoon.run();
      }
    }
    if (admitted.begun() != null) {
      beginOrEnd(admitted.begun());
    }
  }

  private void beginOrEnd(Pending flight) {
    try {
      begin(flight);
    } catch (RuntimeException | Error e) {
      log.error("provisioning {} failed", flight.key, e);
      end(flight, Outcome.INTERNAL_ERROR, "provisioning failed: " + e);
    }
  }

  /** A demand that ends here with its outcome, or a flight that begins here, or neither. */
  private record Admitted(@Nullable Demand rejected, Outcome outcome, @Nullable Pending begun) {}

  private Admitted admit(Demand.Initiation initiation, InitiationResult.Opened opened) {
    PublicKey key = opened.initiator();
    synchronized (lock) {
      if (closed) {
        return new Admitted(initiation, Outcome.CLOSED, null);
      }
      // Under the lock, so that of two tries of one client the newer one is also the later one
      // here.
      if (!replayMemory.advance(key, opened.timestamp())) {
        return new Admitted(initiation, Outcome.REPLAYED, null);
      }
      Pending flight = pending.get(key);
      if (flight != null) {
        return new Admitted(flight.supersede(initiation), Outcome.SUPERSEDED, null);
      }
      HotSet.Presence presence = hotSet.initiationSeen(key);
      if (presence == HotSet.Presence.RESIDENT) {
        return new Admitted(initiation, Outcome.ALREADY_RESIDENT, null);
      }
      boolean again = presence == HotSet.Presence.UNANSWERED;
      if (pending.size() >= options.maxPending()) {
        Outcome full = again ? Outcome.ALREADY_RESIDENT : Outcome.PENDING_FULL;
        return new Admitted(initiation, full, null);
      }
      if (!again && hotSet.size() + pending.size() >= options.maxResidentPeers()) {
        return new Admitted(initiation, Outcome.AT_CAPACITY, null);
      }
      Pending begun = new Pending(key, initiation, again, time.nanoTime());
      pending.put(key, begun);
      return new Admitted(null, Outcome.SUPERSEDED, begun);
    }
  }

  private Admitted admit(Demand.WakeUp wakeUp) {
    PublicKey key = wakeUp.key();
    synchronized (lock) {
      if (closed) {
        return new Admitted(wakeUp, Outcome.CLOSED, null);
      }
      Pending flight = pending.get(key);
      if (flight != null) {
        return new Admitted(flight.await(wakeUp) ? null : wakeUp, Outcome.PENDING_FULL, null);
      }
      if (hotSet.isStaying(key)) {
        return new Admitted(wakeUp, Outcome.ALREADY_RESIDENT, null);
      }
      if (pending.size() >= options.maxPending()) {
        return new Admitted(wakeUp, Outcome.PENDING_FULL, null);
      }
      if (hotSet.size() + pending.size() >= options.maxResidentPeers()) {
        return new Admitted(wakeUp, Outcome.AT_CAPACITY, null);
      }
      Pending begun = new Pending(key, wakeUp, false, time.nanoTime());
      pending.put(key, begun);
      return new Admitted(null, Outcome.SUPERSEDED, begun);
    }
  }

  private void begin(Pending flight) {
    Scheduler.Cancellable deadline =
        scheduler.schedule(() -> expire(flight), options.pendingDeadline());
    synchronized (lock) {
      flight.deadline = deadline;
    }
    if (flight.again) {
      counters.again.increment();
    }
    Optional<PeerConfig> fresh = cache.fresh(flight.key).filter(config -> !isExpired(config));
    if (fresh.isPresent()) {
      counters.positiveHits.increment();
      check(flight, fresh.get(), null);
    } else if (cache.knownAsNotFound(flight.key)) {
      counters.negativeHits.increment();
      end(flight, Outcome.NOT_FOUND, "the control plane knows no such peer (remembered)");
    } else {
      ask(flight);
    }
  }

  private void ask(Pending flight) {
    CompletableFuture<PeerLookup> lookup = lookups.lookup(flight.key);
    boolean wanted;
    synchronized (lock) {
      wanted = !flight.ended;
      flight.lookup = lookup;
    }
    if (!wanted) {
      lookup.cancel(true);
    }
    var unused = lookup.whenComplete((answer, failure) -> answered(flight, answer, failure));
  }

  private void answered(Pending flight, @Nullable PeerLookup answer, @Nullable Throwable failure) {
    try {
      resolve(flight, answer, failure);
    } catch (RuntimeException | Error e) {
      log.error("an answer for {} could not be taken", flight.key, e);
      end(flight, Outcome.INTERNAL_ERROR, "the answer could not be taken: " + e);
    }
  }

  private void resolve(Pending flight, @Nullable PeerLookup answer, @Nullable Throwable failure) {
    if (!isWanted(flight)) {
      return;
    }
    if (answer instanceof PeerLookup.Found found) {
      // Remembered only if it breaks no rule: one that does is asked for anew.
      check(flight, found.config(), found);
    } else if (answer instanceof PeerLookup.NotFound notFound) {
      rememberIfWanted(flight, notFound);
      end(flight, Outcome.NOT_FOUND, "the control plane knows no such peer");
    } else {
      failed(flight, failure);
    }
  }

  private void failed(Pending flight, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Causes.cause(failure);
    LookupException.Reason reason =
        cause instanceof LookupException known
            ? known.reason()
            : LookupException.Reason.UNAVAILABLE;
    Optional<PeerConfig> stale =
        reason == LookupException.Reason.REJECTED ? Optional.empty() : cache.stale(flight.key);
    if (stale.filter(config -> !isExpired(config)).isPresent()) {
      counters.stale.increment();
      check(flight, stale.get(), null);
      return;
    }
    Outcome outcome =
        switch (reason) {
          case TIMEOUT -> Outcome.LOOKUP_TIMEOUT;
          case UNAVAILABLE -> Outcome.LOOKUP_UNAVAILABLE;
          case REJECTED -> Outcome.LOOKUP_REJECTED;
        };
    end(flight, outcome, cause == null ? "no answer" : String.valueOf(cause.getMessage()));
  }

  /**
   * Checks a config and hands it to the writer.
   *
   * @param answer what to remember if the config passes; null if it came from memory
   */
  private void check(Pending flight, PeerConfig config, PeerLookup.@Nullable Found answer) {
    events.stageTook(Stage.LOOKUP, time.nanoTime() - flight.identifiedNanos);
    String violation = configCheck.violation(flight.key, config);
    if (violation != null) {
      end(flight, Outcome.CONFIG_REFUSED, violation);
      return;
    }
    if (isExpired(config)) {
      end(flight, Outcome.EXPIRED, "the config expired at " + config.expiresAt().orElseThrow());
      return;
    }
    boolean accepted = true;
    boolean reachable = true;
    synchronized (lock) {
      // One step with revoke(): either the flight has ended, or what is remembered and queued here
      // comes before what revoke forgets and queues.
      if (!flight.ended) {
        if (answer != null) {
          cache.remember(flight.key, answer);
        }
        flight.configNanos = time.nanoTime();
        PeerConfig wanted = flight.reachable(config);
        reachable = wanted != null;
        accepted = wanted == null || writer.install(flight.request(wanted, this));
      }
    }
    if (!reachable) {
      end(flight, Outcome.CONFIG_REFUSED, "nobody knows where the peer could be reached");
    }
    if (!accepted) {
      end(flight, Outcome.CLOSED, "the orchestrator was closed");
    }
  }

  private void rememberIfWanted(Pending flight, PeerLookup answer) {
    synchronized (lock) {
      if (!flight.ended) {
        cache.remember(flight.key, answer);
      }
    }
  }

  /**
   * Another peer holds an address that the config asks for: a correction should be seen at once.
   */
  void conflicted(Pending flight, String reason) {
    cache.forget(flight.key);
    end(flight, Outcome.CONFIG_REFUSED, reason);
  }

  private boolean isExpired(PeerConfig config) {
    return config.expiresAt().filter(at -> !at.isAfter(time.wallTime())).isPresent();
  }

  boolean isWanted(Pending flight) {
    synchronized (lock) {
      return !flight.ended;
    }
  }

  /** Where the data plane is to initiate a handshake with the peer; null if it is not to. */
  @Nullable InetSocketAddress initiateTo(Pending flight, PeerConfig config) {
    synchronized (lock) {
      return flight.demand instanceof Demand.Initiation initiation
          ? firstPackets.initiateTo(initiation)
          // A packet that is sent again has the data plane initiate.
          : flight.canSendAgain() ? null : firstPackets.initiateTo(config);
    }
  }

  /** Where the peer is to be reached, if not where its config says. */
  @Nullable InetSocketAddress endpoint(Pending flight) {
    synchronized (lock) {
      return flight.demand instanceof Demand.Initiation initiation && !flight.waiting.isEmpty()
          ? firstPackets.endpoint(initiation)
          : null;
    }
  }

  /** Whether nothing but the private side says that the peer's client is there. */
  boolean isWakeUp(Pending flight) {
    synchronized (lock) {
      return flight.isWakeUp();
    }
  }

  /** The writer installed the peer, perhaps after the flight was given up. */
  void installed(Pending flight, PeerConfig config, boolean initiated) {
    events.stageTook(Stage.INSTALL, time.nanoTime() - flight.configNanos);
    if (!isWakeUp(flight)) {
      // Anybody can make keys that prove themselves; they must not push real peers out of the
      // memory.
      replayMemory.protect(flight.key);
    }
    boolean taken;
    synchronized (lock) {
      taken = take(flight, config);
      // One step with taking it: from here on, an initiation is told of the hot set's peer.
      hotSet.initiationWithheld(flight.key);
    }
    if (taken) {
      flight.release();
      completeInstalled(flight, initiated);
    }
    events.publish(new JitEvent.PeerInstalled(config.publicKey(), flight.again));
  }

  private void completeInstalled(Pending flight, boolean initiated) {
    if (flight.demand instanceof Demand.Initiation initiation) {
      Packet packet = initiation.packet();
      if (firstPackets.settle(initiation, initiated) == FirstPacketStrategy.REPLAY) {
        hotSet.initiationReturned(flight.key);
        completions.complete(packet, Outcome.INSTALLED);
      } else {
        // The data plane must not get it: its client is answered in another way.
        completions.complete(packet, Outcome.INSTALLED, PacketOutcome.REJECTED);
      }
      events.stageTook(Stage.FIRST_PACKET, time.nanoTime() - packet.captureNanos());
    } else {
      complete(flight.demand, Outcome.INSTALLED);
    }
    flight.waiting.forEach(wakeUp -> complete(wakeUp, Outcome.INSTALLED));
  }

  /** Tells whoever made a demand what became of it, but for installed initiations. */
  private void complete(Demand demand, Outcome outcome) {
    if (demand instanceof Demand.Initiation initiation) {
      completions.complete(initiation.packet(), outcome);
    } else if (demand instanceof Demand.WakeUp wakeUp) {
      wakeUp.ended().accept(wakeUp, outcome);
    }
  }

  /** Ends a flight without its peer, once. */
  void end(Pending flight, Outcome outcome, String reason) {
    if (take(flight, null)) {
      settle(flight, outcome, reason);
    }
  }

  private void settle(Pending flight, Outcome outcome, String reason) {
    flight.release();
    // A peer that was to be installed again is resident all the same, and its client must not
    // suffer because that did not work out.
    boolean spared = flight.again && outcome != Outcome.REVOKED && outcome != Outcome.CLOSED;
    Outcome told = spared ? Outcome.ALREADY_RESIDENT : outcome;
    complete(flight.demand, told);
    flight.waiting.forEach(wakeUp -> complete(wakeUp, told));
    log.debug("not provisioning {}: {}: {}", flight.key, outcome, reason);
    events.publish(new JitEvent.PeerRefused(flight.key, outcome, reason));
  }

  /**
   * Takes a flight out, so that it ends once; false if it had ended already.
   *
   * @param installed what was installed, or null if nothing was
   */
  private boolean take(Pending flight, @Nullable PeerConfig installed) {
    synchronized (lock) {
      if (flight.ended) {
        return false;
      }
      if (installed != null && remembered != null) {
        // One step with revoke(), which makes it forgotten.
        remember(remembered, flight, installed);
      }
      flight.ended = true;
      pending.remove(flight.key, flight);
      lock.notifyAll();
      return true;
    }
  }

  private void remember(RememberedPeers peers, Pending flight, PeerConfig installed) {
    if (flight.demand instanceof Demand.Initiation initiation) {
      peers.provisioned(installed, firstPackets.endpoint(initiation));
    } else {
      peers.woken(installed);
    }
  }

  private void expire(Pending flight) {
    end(
        flight,
        Outcome.STORE_FAILED,
        "the store did not install the peer within " + options.pendingDeadline());
  }

  /**
   * Takes a peer back: forgets what is cached of it, gives up its flight, and removes it from the
   * device. Completes with whether it was resident.
   */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    Pending flight;
    CompletableFuture<Boolean> removal;
    synchronized (lock) {
      flight = pending.get(key);
      if (flight != null) {
        flight.ended = true;
        pending.remove(key);
        lock.notifyAll();
      }
      cache.forget(key);
      if (remembered != null) {
        remembered.forget(key);
      }
      removal = writer.remove(new Eviction(key, EvictionCause.REVOKED));
    }
    if (flight != null) {
      settle(flight, Outcome.REVOKED, "the peer was revoked");
    }
    return removal;
  }

  /** Waits until nothing is pending, or the time is up. */
  public void awaitIdle(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    synchronized (lock) {
      for (long left = nanos; !pending.isEmpty() && left > 0; left = until - System.nanoTime()) {
        lock.wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }

  /** Fails what is pending and whatever comes from now on. */
  public void close() {
    List<Pending> flights;
    synchronized (lock) {
      closed = true;
      flights = new ArrayList<>(pending.values());
    }
    flights.forEach(flight -> end(flight, Outcome.CLOSED, "the orchestrator was closed"));
  }

  /** What happened so far, and what is held now. */
  public ProvisioningCounts counts() {
    int flights;
    synchronized (lock) {
      flights = pending.size();
    }
    return new ProvisioningCounts(
        flights,
        counters.positiveHits.sum(),
        counters.negativeHits.sum(),
        counters.stale.sum(),
        counters.again.sum(),
        cache.foundSize(),
        cache.notFoundSize());
  }
}
