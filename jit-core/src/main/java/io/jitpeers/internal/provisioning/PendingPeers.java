package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.replay.ReplayMemory;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The peers on their way in: a single flight for each key, and who may begin one. Guarded by its
 * monitor, as is each {@link PendingPeer} in it; whoever has something else to do in one step with
 * it holds that too. No stranger's code runs under it.
 */
final class PendingPeers {
  private final ProvisioningOptions options;
  private final HotSet hotSet;
  private final ReplayMemory replayMemory;
  private final TimeSource time;
  private final Map<PublicKey, PendingPeer> pending = new HashMap<>();
  private boolean closed;

  /** A demand that ends here with its outcome, or a flight that begins here, or neither. */
  record Admitted(@Nullable Demand rejected, Outcome outcome, @Nullable PendingPeer begun) {}

  PendingPeers(
      ProvisioningOptions options, HotSet hotSet, ReplayMemory replayMemory, TimeSource time) {
    this.options = options;
    this.hotSet = hotSet;
    this.replayMemory = replayMemory;
    this.time = time;
  }

  /** A client that proved its key wants its peer. */
  synchronized Admitted admit(Demand.Initiation initiation, InitiationResult.Opened opened) {
    PublicKey key = opened.initiator();
    if (closed) {
      return new Admitted(initiation, Outcome.CLOSED, null);
    }
    // In one step, so that of two tries of one client the newer one is also the later one here.
    if (!replayMemory.advance(key, opened.timestamp())) {
      return new Admitted(initiation, Outcome.REPLAYED, null);
    }
    PendingPeer flight = pending.get(key);
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
    if (!again && isAtCapacity()) {
      return new Admitted(initiation, Outcome.AT_CAPACITY, null);
    }
    return begin(new PendingPeer(key, initiation, again, time.nanoTime()));
  }

  /** The private side wants a peer that was evicted. */
  synchronized Admitted admit(Demand.WakeUp wakeUp) {
    PublicKey key = wakeUp.key();
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
    if (pending.size() >= options.maxPending()) {
      return new Admitted(wakeUp, Outcome.PENDING_FULL, null);
    }
    if (isAtCapacity()) {
      return new Admitted(wakeUp, Outcome.AT_CAPACITY, null);
    }
    return begin(new PendingPeer(key, wakeUp, false, time.nanoTime()));
  }

  private synchronized boolean isAtCapacity() {
    return hotSet.size() + pending.size() >= options.maxResidentPeers();
  }

  private synchronized Admitted begin(PendingPeer flight) {
    pending.put(flight.key, flight);
    return new Admitted(null, Outcome.SUPERSEDED, flight);
  }

  /**
   * Lets a packet wait for a peer that is on its way in, whatever for.
   *
   * @return false if the peer is not, or enough wait for it already
   */
  synchronized boolean join(Demand.WakeUp wakeUp) {
    PendingPeer flight = pending.get(wakeUp.key());
    return flight != null && flight.await(wakeUp);
  }

  synchronized boolean isPending(PublicKey key) {
    return pending.containsKey(key);
  }

  /** Whether a flight has not ended. */
  synchronized boolean isWanted(PendingPeer flight) {
    return !flight.ended;
  }

  /** Takes a flight out, so that it ends once; false if it had ended already. */
  synchronized boolean take(PendingPeer flight) {
    if (flight.ended) {
      return false;
    }
    flight.ended = true;
    pending.remove(flight.key, flight);
    notifyAll();
    return true;
  }

  /** Takes the flight of a key out, if there is one. */
  synchronized @Nullable PendingPeer take(PublicKey key) {
    PendingPeer flight = pending.get(key);
    return flight != null && take(flight) ? flight : null;
  }

  synchronized int size() {
    return pending.size();
  }

  /** Waits until there are none, or the time is up. */
  synchronized void awaitNone(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; !pending.isEmpty() && left > 0; left = until - System.nanoTime()) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  /** Lets none begin from now on, and gives those that are under way. */
  synchronized List<PendingPeer> close() {
    closed = true;
    return new ArrayList<>(pending.values());
  }
}
