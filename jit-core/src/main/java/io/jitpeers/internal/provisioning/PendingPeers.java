package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Refusals.Refusal;
import io.jitpeers.internal.wakeup.RememberedPeers;
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
 * The peers on their way in: a single flight for each key, and who may begin one. Each method is
 * one transition, made under this object's own lock; it returns what is to be done outside of it.
 * What must be in one step with a transition, so that a revocation comes before or after it as a
 * whole, is changed here too: the answers and the peers that are remembered. Thread-safe; no
 * stranger's code runs under the lock.
 */
final class PendingPeers {
  /** A newcomer with several addresses may want those of several others. */
  private static final int MAX_ASKED_HOLDERS = 4;

  private final HotSet hotSet;
  private final AnswerCache cache;
  private final FirstPackets firstPackets;
  private final @Nullable RememberedPeers remembered;
  private final TimeSource time;
  private final Object lock = new Object();
  private final Map<PublicKey, PendingPeer> pending = new HashMap<>();
  private final FlightShares shares;
  private boolean closed;

  /** A demand that ends here with its outcome, or a flight that begins here, or neither. */
  record Admitted(@Nullable Demand rejected, Outcome outcome, @Nullable PendingPeer begun) {}

  /** The demands that a flight had when it ended. */
  record Ended(Demand demand, List<Demand.WakeUp> waiting) {}

  /** A flight that a revocation ended. */
  record Revoked(PendingPeer flight, Ended ended) {}

  /**
   * Creates it without any.
   *
   * @param remembered peers that can be woken; null if none is
   */
  PendingPeers(
      FlightShares shares,
      HotSet hotSet,
      AnswerCache cache,
      FirstPackets firstPackets,
      @Nullable RememberedPeers remembered,
      TimeSource time) {
    this.shares = shares;
    this.hotSet = hotSet;
    this.cache = cache;
    this.firstPackets = firstPackets;
    this.remembered = remembered;
    this.time = time;
  }

  /** Begins to wait for the replay memory's answer; false if too many are on their way in. */
  boolean beginCheck(boolean isKnown) {
    synchronized (lock) {
      return shares.beginCheck(isKnown);
    }
  }

  /** Ends the wait for the replay memory's answer. */
  void endCheck(boolean isKnown) {
    synchronized (lock) {
      shares.endCheck(isKnown);
    }
  }

  /**
   * A client that proved its key, with a timestamp that was not seen before, wants its peer.
   *
   * @param resumed whether it counts although an older initiation has a newer timestamp
   */
  Admitted admit(Demand.Initiation initiation, InitiationResult.Opened opened, boolean resumed) {
    PublicKey key = opened.initiator();
    boolean isKnown = shares.isKnown(key);
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
      if (shares.isFull(isKnown || again)) {
        Outcome full = again ? Outcome.ALREADY_RESIDENT : Outcome.PENDING_FULL;
        return new Admitted(initiation, full, null);
      }
      // A stranger's place is taken when the control plane says that it knows it.
      if (!again && isKnown && shares.isAtCapacity(hotSet.size())) {
        return new Admitted(initiation, Outcome.AT_CAPACITY, null);
      }
      PendingPeer begun = new PendingPeer(key, initiation, again, isKnown, time.nanoTime());
      begun.newest = opened.timestamp();
      return begin(begun);
    }
  }

  /** The private side wants a peer that was evicted. */
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

  /**
   * Lets a packet wait for a peer that is on its way in, whatever for; returns false if the peer is
   * not, or enough wait for it already.
   */
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

  /** Whether a flight has not ended. */
  boolean isWanted(PendingPeer flight) {
    synchronized (lock) {
      return !flight.ended;
    }
  }

  /** Sets a flight's deadline; returns false if the flight has ended and needs none. */
  boolean expires(PendingPeer flight, Scheduler.Cancellable deadline) {
    synchronized (lock) {
      flight.deadline = deadline;
      return !flight.ended;
    }
  }

  /** Sets a flight's lookup; returns false if the flight has ended and needs none. */
  boolean asks(PendingPeer flight, CompletableFuture<PeerLookup> lookup) {
    synchronized (lock) {
      flight.lookup = lookup;
      return !flight.ended;
    }
  }

  /**
   * Another peer holds what this one wants; returns whether that one is still to be asked about.
   */
  boolean asksHolder(PendingPeer flight, PublicKey holder) {
    synchronized (lock) {
      flight.conflicted = true;
      return !flight.ended
          && flight.askedHolders.size() < MAX_ASKED_HOLDERS
          && flight.askedHolders.add(holder);
    }
  }

  /** A hint says that a peer may have changed: what is remembered, or comes now, may be old. */
  void hinted(PublicKey key) {
    synchronized (lock) {
      cache.changed(key);
      PendingPeer flight = pending.get(key);
      if (flight != null) {
        flight.hinted = true;
      }
    }
  }

  /** Hints were lost: any peer may have changed. */
  void hintsMissed() {
    synchronized (lock) {
      cache.missed();
      pending.values().forEach(flight -> flight.hinted = true);
    }
  }

  /** Whether a flight's answer may be older than a change. */
  boolean isHinted(PendingPeer flight) {
    synchronized (lock) {
      return flight.hinted;
    }
  }

  /** The control plane knows no such peer: remembered unless the flight has ended. */
  void unknown(PendingPeer flight, PeerLookup.NotFound answer) {
    synchronized (lock) {
      if (!flight.ended && !flight.hinted) {
        cache.remember(flight.key, answer);
      }
    }
  }

  /**
   * A config was found that breaks no rule, fresh for so long; the answer is remembered, and null
   * if it came from memory. Returns what to install, with the endpoint to wake the peer at; null if
   * the flight has ended, or nobody knows where the peer could be reached.
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
      flight.configNanos = time.nanoTime();
      return flight.reachable(config);
    }
  }

  /** Whether there is room for the peer on the device; it is kept until the flight ends. */
  boolean takesPlace(PendingPeer flight) {
    synchronized (lock) {
      return flight.ended || shares.takesPlace(flight, hotSet.size());
    }
  }

  /** What the writer is to install right now; null if the flight has ended. */
  @Nullable Prepared prepare(PendingPeer flight, PeerConfig config) {
    synchronized (lock) {
      flight.departures = hotSet.departures();
      return flight.ended ? null : flight.prepare(config, firstPackets);
    }
  }

  /** Why a peer is late that has waited for so long, and whose fault it is. */
  StoreWriter.Delay delay(PendingPeer flight, StoreWriter writer, Duration waited) {
    synchronized (lock) {
      return flight.answered != null
          ? writer.delay(waited)
          : new StoreWriter.Delay(
              Outcome.LOOKUP_TIMEOUT, "no config was found for the peer within " + waited);
    }
  }

  /** Whether nothing but the private side says that the peer's client is there. */
  boolean isWakeUp(PendingPeer flight) {
    synchronized (lock) {
      return flight.isWakeUp();
    }
  }

  /** The writer installed a peer; null if its flight had ended before. */
  @Nullable Ended installed(PendingPeer flight, PeerConfig config) {
    synchronized (lock) {
      if (!flight.ended && remembered != null) {
        if (flight.demand instanceof Demand.Initiation initiation) {
          remembered.provisioned(config, firstPackets.endpoint(initiation));
        } else {
          remembered.woken(config);
        }
      }
      // From here on, the hot set answers for the key.
      hotSet.initiationWithheld(flight.key);
      return end(flight);
    }
  }

  /** The same, of a flight that ends without its peer. A refusal is remembered for a moment. */
  @Nullable Ended end(PendingPeer flight, Outcome outcome, String reason) {
    synchronized (lock) {
      // Before it has ended: if this fails, the flight can end in another way.
      if (!flight.ended && flight.isToBeRemembered(outcome)) {
        Integer departures = flight.conflicted ? (Integer) flight.departures : null;
        cache.refusals().remember(flight.key, new Refusal(outcome, reason, departures));
      }
      return end(flight);
    }
  }

  /** Takes a flight out, so that it ends once; null if it had ended before. */
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

  /**
   * Forgets a key that is no longer welcome, and ends its flight; returns null if none was under
   * way.
   */
  @Nullable Revoked revoke(PublicKey key) {
    synchronized (lock) {
      cache.forget(key);
      if (remembered != null) {
        remembered.forget(key);
      }
      PendingPeer flight = pending.get(key);
      Ended ended = flight == null ? null : end(flight);
      return flight == null || ended == null ? null : new Revoked(flight, ended);
    }
  }

  /**
   * Forgets a peer that is to leave, unless it is on its way in; returns whether it is not.
   *
   * @param answer that there is no such peer, which is remembered instead; null for nothing
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
      if (remembered != null && eviction.cause() == EvictionCause.REVOKED) {
        remembered.forget(key);
      }
      return true;
    }
  }

  int size() {
    synchronized (lock) {
      return pending.size();
    }
  }

  /** Waits until there are none, or the time is up. */
  void awaitNone(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    synchronized (lock) {
      for (long left = nanos; !pending.isEmpty() && left > 0; left = until - System.nanoTime()) {
        lock.wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }

  /** Lets none begin from now on, and returns those that are under way. */
  List<PendingPeer> close() {
    synchronized (lock) {
      closed = true;
      return new ArrayList<>(pending.values());
    }
  }
}
