package io.jitpeers.internal.provisioning;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.replay.ReplayMemory;
import io.jitpeers.internal.wakeup.RememberedPeers;
import io.jitpeers.internal.wakeup.WakeUpStage;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
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
  private final PendingPeers pendingPeers;
  private final ConfigSearch search;
  private final LongAdder again = new LongAdder();

  /** What this works with. */
  public record Dependencies(
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

  public Provisioning(ProvisioningOptions options, Dependencies parts) {
    this.options = options;
    this.hotSet = parts.hotSet();
    this.replayMemory = parts.replayMemory();
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
    this.pendingPeers = new PendingPeers(options, hotSet, replayMemory, time);
    this.search = new ConfigSearch(pendingPeers, cache, parts.lookups(), time, new Findings());
  }

  /** Takes the packet of an initiator that proved its key. Completes it sooner or later. */
  public void accept(Demand.Initiation initiation, InitiationResult.Opened opened) {
    proceed(pendingPeers.admit(initiation, opened));
  }

  /** Takes a packet for a peer that was evicted. Tells what became of it sooner or later. */
  @Override
  public void wake(Demand.WakeUp wakeUp) {
    proceed(pendingPeers.admit(wakeUp));
  }

  /**
   * Lets a packet wait for a peer that is on its way in, whatever for.
   *
   * @return false if the peer is not, in which case nothing is told
   */
  @Override
  public boolean join(Demand.WakeUp wakeUp) {
    return pendingPeers.join(wakeUp);
  }

  /** Whether a peer is on its way in. */
  @Override
  public boolean isPending(PublicKey key) {
    return pendingPeers.isPending(key);
  }

  private void proceed(PendingPeers.Admitted admitted) {
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

  private void beginOrEnd(PendingPeer flight) {
    try {
      begin(flight);
    } catch (RuntimeException | Error e) {
      log.error("provisioning {} failed", flight.key, e);
      end(flight, Outcome.INTERNAL_ERROR, "provisioning failed: " + e);
    }
  }

  private void begin(PendingPeer flight) {
    Scheduler.Cancellable deadline =
        scheduler.schedule(() -> expire(flight), options.pendingDeadline());
    synchronized (pendingPeers) {
      flight.deadline = deadline;
    }
    if (flight.again) {
      again.increment();
    }
    search.begin(flight);
  }

  private void expire(PendingPeer flight) {
    end(
        flight,
        Outcome.STORE_FAILED,
        "the store did not install the peer within " + options.pendingDeadline());
  }

  private final class Findings implements ConfigSearch.Finder {
    @Override
    public void found(PendingPeer flight, PeerConfig config, PeerLookup.@Nullable Found answer) {
      check(flight, config, answer);
    }

    @Override
    public void notFound(PendingPeer flight, Outcome outcome, String reason) {
      end(flight, outcome, reason);
    }
  }

  /**
   * Checks a config and hands it to the writer.
   *
   * @param answer what to remember if the config passes; null if it came from memory
   */
  private void check(PendingPeer flight, PeerConfig config, PeerLookup.@Nullable Found answer) {
    events.stageTook(Stage.LOOKUP, time.nanoTime() - flight.identifiedNanos);
    String violation = configCheck.violation(flight.key, config);
    if (violation != null) {
      end(flight, Outcome.CONFIG_REFUSED, violation);
      return;
    }
    if (search.isExpired(config)) {
      end(flight, Outcome.EXPIRED, "the config expired at " + config.expiresAt().orElseThrow());
      return;
    }
    boolean accepted = true;
    boolean reachable = true;
    synchronized (pendingPeers) {
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

  /**
   * Another peer holds an address that the config asks for: a correction should be seen at once.
   */
  void conflicted(PendingPeer flight, String reason) {
    cache.forget(flight.key);
    end(flight, Outcome.CONFIG_REFUSED, reason);
  }

  boolean isWanted(PendingPeer flight) {
    return pendingPeers.isWanted(flight);
  }

  /** Where the data plane is to initiate a handshake with the peer; null if it is not to. */
  @Nullable InetSocketAddress initiateTo(PendingPeer flight, PeerConfig config) {
    synchronized (pendingPeers) {
      return flight.demand instanceof Demand.Initiation initiation
          ? firstPackets.initiateTo(initiation, flight.again)
          // A packet that is sent again has the data plane initiate.
          : flight.canSendAgain() ? null : firstPackets.initiateTo(config);
    }
  }

  /** Where the peer is to be reached, if not where its config says. */
  @Nullable InetSocketAddress endpoint(PendingPeer flight) {
    synchronized (pendingPeers) {
      return flight.demand instanceof Demand.Initiation initiation && !flight.waiting.isEmpty()
          ? firstPackets.endpoint(initiation)
          : null;
    }
  }

  /** Whether nothing but the private side says that the peer's client is there. */
  boolean isWakeUp(PendingPeer flight) {
    synchronized (pendingPeers) {
      return flight.isWakeUp();
    }
  }

  /** The writer installed the peer, perhaps after the flight was given up. */
  void installed(PendingPeer flight, PeerConfig config, boolean initiated) {
    events.stageTook(Stage.INSTALL, time.nanoTime() - flight.configNanos);
    if (!isWakeUp(flight)) {
      // Anybody can make keys that prove themselves; they must not push real peers out of the
      // memory.
      replayMemory.protect(flight.key);
    }
    boolean taken;
    synchronized (pendingPeers) {
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

  private void completeInstalled(PendingPeer flight, boolean initiated) {
    if (flight.demand instanceof Demand.Initiation initiation) {
      Packet packet = initiation.packet();
      if (firstPackets.settle(initiation, flight.again, initiated) == FirstPacketStrategy.REPLAY) {
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
  void end(PendingPeer flight, Outcome outcome, String reason) {
    if (take(flight, null)) {
      settle(flight, outcome, reason);
    }
  }

  private void settle(PendingPeer flight, Outcome outcome, String reason) {
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
  private boolean take(PendingPeer flight, @Nullable PeerConfig installed) {
    synchronized (pendingPeers) {
      if (installed != null && remembered != null && pendingPeers.isWanted(flight)) {
        // One step with revoke(), which makes it forgotten.
        remember(remembered, flight, installed);
      }
      return pendingPeers.take(flight);
    }
  }

  private void remember(RememberedPeers peers, PendingPeer flight, PeerConfig installed) {
    if (flight.demand instanceof Demand.Initiation initiation) {
      peers.provisioned(installed, firstPackets.endpoint(initiation));
    } else {
      peers.woken(installed);
    }
  }

  /**
   * Takes a peer back: forgets what is cached of it, gives up its flight, and removes it from the
   * device. Completes with whether it was resident.
   */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    PendingPeer flight;
    CompletableFuture<Boolean> removal;
    synchronized (pendingPeers) {
      flight = pendingPeers.take(key);
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
    pendingPeers.awaitNone(nanos);
  }

  /** Fails what is pending and whatever comes from now on. */
  public void close() {
    pendingPeers
        .close()
        .forEach(flight -> end(flight, Outcome.CLOSED, "the orchestrator was closed"));
  }

  /** What happened so far, and what is held now. */
  public ProvisioningCounts counts() {
    return new ProvisioningCounts(
        pendingPeers.size(),
        search.positiveHits(),
        search.negativeHits(),
        search.stale(),
        again.sum(),
        cache.foundSize(),
        cache.notFoundSize());
  }
}
