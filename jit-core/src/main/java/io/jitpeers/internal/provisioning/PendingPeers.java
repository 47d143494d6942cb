package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Refusals.Refusal;
import io.jitpeers.internal.writer.Delay;
import io.jitpeers.internal.writer.InstallRequest.Prepared;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Holds the pending peers, one flight (attempt to provision) per key, and decides whether a flight
 * may begin. Each method is one transition under this object's lock, and returns what the caller
 * must do without the lock. Some transitions also update the answer cache and the peer tracker, so
 * that a revocation happens either before or after the whole transition. Thread-safe; no plug-in is
 * called under the lock.
 */
final class PendingPeers {
  /** A flight asks the control plane about at most this many peers that hold its allowed IPs. */
  private static final int MAX_ASKED_HOLDERS = 4;

  private final HotSet hotSet;
  private final AnswerCache cache;
  private final FirstPackets firstPackets;
  private final PeerTracker tracker;
  private final TimeSource time;
  private final Object lock = new Object();
  private final Map<PublicKey, PendingPeer> pending = new HashMap<>();
  private final FlightShares shares;
  private boolean closed;

  /** The result of {@code admit}: a packet to complete now, a flight to begin now, or neither. */
  record Admitted(@Nullable Demand rejected, Outcome outcome, @Nullable PendingPeer begun) {}

  /** An ended flight's packets: its initiation or first packet, and the waiting packets. */
  record Ended(Demand demand, List<Demand.WakeUp> waiting) {}

  /** A flight that a revocation ended. */
  record Revoked(PendingPeer flight, Ended ended) {}

  /**
   * Creates an instance with no pending peers yet.
   *
   * @param tracker records which peers are installed, and which ones a revocation removed
   */
  PendingPeers(
      FlightShares shares,
      HotSet hotSet,
      AnswerCache cache,
      FirstPackets firstPackets,
      PeerTracker tracker,
      TimeSource time) {
    this.shares = shares;
    this.hotSet = hotSet;
    this.cache = cache;
    this.firstPackets = firstPackets;
    this.tracker = tracker;
    this.time = time;
  }

  /** Counts an initiation that awaits its replay verdict; returns false if a limit is reached. */
  boolean beginCheck(boolean isKnown) {
    synchronized (lock) {
      return shares.beginCheck(isKnown);
    }
  }

  /** Records that an initiation no longer waits for its replay verdict. */
  void endCheck(boolean isKnown) {
    synchronized (lock) {
      shares.endCheck(isKnown);
    }
  }

  /**
   * Admits an initiation that proved possession of its key and is not a replay.
   *
   * @param resumed whether the timestamp is accepted although a newer one arrived before
   */
  Admitted admit(Demand.Initiation initiation, InitiationResult.Opened opened, boolean resumed) {
    PublicKey key = opened.initiator();
    boolean isKnown = shares.isKnown(key);
    tracker.initiated(key, opened.timestamp());
    synchronized (lock) {
      if (closed) {
        return new Admitted(initiation, Outcome.CLOSED, null);
      }
      PendingPeer flight = pending.get(key);
      if (flight != null) {
        return new Admitted(
            flight.supersede(initiation, opened.timestamp(), resumed), Outcome.SUPERSEDED, null);
      }
      HotSet.Presence presence = hotSet.initiationSeen(key);
      if (presence == HotSet.Presence.RESIDENT) {
        return new Admitted(initiation, Outcome.ALREADY_RESIDENT, null);
      }
      boolean again = presence == HotSet.Presence.UNANSWERED;
      Outcome refusal = shares.refusal(isKnown, again, hotSet.size());
      if (refusal != null) {
        return new Admitted(initiation, refusal, null);
      }
      PendingPeer begun = new PendingPeer(key, initiation, again, isKnown, time.nanoTime());
      begun.newest = opened.timestamp();
      return begin(begun);
    }
  }

  /** Returns how the limits would affect the next initiation of a key. Changes nothing. */
  Room room(PublicKey key) {
    boolean isKnown = shares.isKnown(key);
    synchronized (lock) {
      return shares.room(isKnown, hotSet.size());
    }
  }

  /** Admits a packet from the private side for a peer that was evicted. */
  Admitted admit(Demand.WakeUp wakeUp) {
    PublicKey key = wakeUp.key();
    synchronized (lock) {
      if (closed) {
        return new Admitted(wakeUp, Outcome.CLOSED, null);
      }
      PendingPeer flight = pending.get(key);
      if (flight != null) {
        return new Admitted(flight.await(wakeUp) ? null : wakeUp, Outcome.PENDING_FULL, null);
      }
      if (hotSet.isStaying(key)) {
        return new Admitted(wakeUp, Outcome.ALREADY_RESIDENT, null);
      }
      if (shares.isFull(true)) {
        return new Admitted(wakeUp, Outcome.PENDING_FULL, null);
      }
      if (shares.isAtCapacity(hotSet.size())) {
        return new Admitted(wakeUp, Outcome.AT_CAPACITY, null);
      }
      return begin(new PendingPeer(key, wakeUp, false, true, time.nanoTime()));
    }
  }

  private Admitted begin(PendingPeer flight) {
    pending.put(flight.key, flight);
    shares.begun(flight);
    return new Admitted(null, Outcome.SUPERSEDED, flight);
  }

  /** Queues a packet; returns false if its peer is not pending or the peer's queue is full. */
  boolean join(Demand.WakeUp wakeUp) {
    synchronized (lock) {
      PendingPeer flight = pending.get(wakeUp.key());
      return flight != null && flight.await(wakeUp);
    }
  }

  boolean isPending(PublicKey key) {
    synchronized (lock) {
      return pending.containsKey(key);
    }
  }

  /** Returns whether a flight is still in progress. */
  boolean isWanted(PendingPeer flight) {
    synchronized (lock) {
      return !flight.ended;
    }
  }

  /** Sets a flight's deadline. Returns false if the flight has ended and needs no deadline. */
  boolean expires(PendingPeer flight, Scheduler.Cancellable deadline) {
    synchronized (lock) {
      flight.deadline = deadline;
      return !flight.ended;
    }
  }

  /** Sets a flight's lookup. Returns false if the flight has ended, and so needs no lookup. */
  boolean asks(PendingPeer flight, CompletableFuture<PeerLookup> lookup) {
    synchronized (lock) {
      flight.lookup = lookup;
      return !flight.ended;
    }
  }

  /**
   * Records that another peer holds an allowed IP that a pending peer needs. Returns whether to ask
   * the control plane about that holder.
   */
  boolean asksHolder(PendingPeer flight, PublicKey holder) {
    synchronized (lock) {
      flight.conflicted = true;
      return !flight.ended
          && flight.askedHolders.size() < MAX_ASKED_HOLDERS
          && flight.askedHolders.add(holder);
    }
  }

  /** Handles a hint that a peer may have changed. Drops the peer's cached answer. */
  void hinted(PublicKey key) {
    synchronized (lock) {
      cache.changed(key);
      PendingPeer flight = pending.get(key);
      if (flight != null) {
        flight.hinted = true;
      }
    }
  }

  /** Called after hints were lost. Treats all cached answers and flights' answers as outdated. */
  void hintsMissed() {
    synchronized (lock) {
      cache.missed();
      pending.values().forEach(flight -> flight.hinted = true);
    }
  }

  /** Returns whether a hint, or a loss of hints, may have made a flight's answer outdated. */
  boolean isHinted(PendingPeer flight) {
    synchronized (lock) {
      return flight.hinted;
    }
  }

  /** Caches a not-found answer, unless the flight has ended or {@link #isHinted} returns true. */
  void unknown(PendingPeer flight, PeerLookup.NotFound answer) {
    synchronized (lock) {
      if (!flight.ended && !flight.hinted) {
        cache.remember(flight.key, answer);
      }
    }
  }

  /**
   * Records a valid config. Caches {@code answer}, unless {@link #isHinted} is true or the config
   * came from the cache ({@code answer} is null). Returns the config to install. For a flight
   * without an initiation, this config has an endpoint, to which the gateway can send. Returns null
   * if the flight has ended, or if a needed endpoint is unknown.
   */
  @Nullable PeerConfig found(
      PendingPeer flight, PeerConfig config, Duration fresh, PeerLookup.@Nullable Found answer) {
    synchronized (lock) {
      if (flight.ended) {
        return null;
      }
      if (answer != null && !flight.hinted) {
        cache.remember(flight.key, answer);
      }
      flight.answered = config;
      flight.fresh = fresh;
      return flight.reachable(config);
    }
  }

  /** Reserves a place on the device until the flight ends. Returns false if no place is free. */
  boolean takesPlace(PendingPeer flight) {
    synchronized (lock) {
      return flight.ended || shares.takesPlace(flight, hotSet.size());
    }
  }

  /** Returns what to install, see {@link PendingPeer#prepare}; null if the flight has ended. */
  @Nullable Prepared prepare(PendingPeer flight, PeerConfig config) {
    synchronized (lock) {
      flight.departures = hotSet.departures();
      return flight.ended ? null : flight.prepare(config, firstPackets);
    }
  }

  /** Returns the outcome and the reason for a peer that was not installed in time. */
  Delay delay(PendingPeer flight, StoreWriter writer, Duration waited) {
    synchronized (lock) {
      return flight.delay(writer, waited);
    }
  }

  /** Returns a flight's initiation or, if there is none, its packet from the private side. */
  Demand demand(PendingPeer flight) {
    synchronized (lock) {
      return flight.demand;
    }
  }

  /** Ends a flight whose peer was installed. Returns null if the flight had already ended. */
  @Nullable Ended installed(PendingPeer flight, PeerConfig config) {
    synchronized (lock) {
      if (!flight.ended) {
        if (flight.demand instanceof Demand.Initiation initiation) {
          tracker.provisioned(config, firstPackets.endpoint(initiation), flight.newest);
        } else {
          tracker.woken(config);
        }
      }
      // From here on, the hot set decides about initiations with the key.
      hotSet.initiationWithheld(flight.key);
      return end(flight);
    }
  }

  /**
   * Ends a flight. If {@link PendingPeer#isToBeRemembered} is true, remembers the outcome for later
   * initiations with the flight's key. Returns null if the flight had already ended.
   */
  @Nullable Ended end(PendingPeer flight, Outcome outcome, String reason) {
    synchronized (lock) {
      // Done before the flight ends: if this fails, the flight can still end in another way.
      if (!flight.ended && flight.isToBeRemembered(outcome)) {
        Integer departures = flight.conflicted ? (Integer) flight.departures : null;
        cache.refusals().remember(flight.key, new Refusal(outcome, reason, departures));
      }
      return end(flight);
    }
  }

  /** Ends a flight, at most once. Returns null if the flight had already ended. */
  @Nullable Ended end(PendingPeer flight) {
    synchronized (lock) {
      if (flight.ended) {
        return null;
      }
      flight.ended = true;
      pending.remove(flight.key, flight);
      shares.ended(flight);
      lock.notifyAll();
      return new Ended(flight.demand, List.copyOf(flight.waiting));
    }
  }

  /** Drops the data of a revoked key and ends its flight. Returns null if it had no flight. */
  @Nullable Revoked revoke(PublicKey key) {
    synchronized (lock) {
      cache.forget(key);
      tracker.forget(key);
      PendingPeer flight = pending.get(key);
      Ended ended = flight == null ? null : end(flight);
      return flight == null || ended == null ? null : new Revoked(flight, ended);
    }
  }

  /**
   * Drops the cached answer about a peer that is about to be removed from the device. If the peer
   * is pending, does nothing and returns false.
   *
   * @param answer the control plane's not-found answer, to be cached; null to cache none
   */
  boolean leaves(Eviction eviction, PeerLookup.@Nullable NotFound answer) {
    PublicKey key = eviction.key();
    synchronized (lock) {
      if (pending.containsKey(key)) {
        return false;
      }
      cache.forget(key);
      if (answer != null) {
        cache.remember(key, answer);
      }
      if (eviction.cause() == EvictionCause.REVOKED) {
        tracker.forget(key);
      }
      return true;
    }
  }

  int size() {
    synchronized (lock) {
      return pending.size();
    }
  }

  /** Waits until no peer is pending, or until the time is up. */
  void awaitNone(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    synchronized (lock) {
      for (long left = nanos; !pending.isEmpty() && left > 0; left = until - System.nanoTime()) {
        lock.wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }

  /** Refuses all later demands, and returns the pending peers. */
  List<PendingPeer> close() {
    synchronized (lock) {
      closed = true;
      return new ArrayList<>(pending.values());
    }
  }
}
