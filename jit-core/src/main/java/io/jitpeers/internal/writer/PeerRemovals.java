package io.jitpeers.internal.writer;

import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.BegunInstalls;
import io.jitpeers.internal.hotset.Connections;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes peers in chunks that fit a time budget. Used on the writer's thread. */
final class PeerRemovals {
  private final StoreCalls store;
  private final HotSet hotSet;
  private final BegunInstalls begun;
  private final Events events;
  private final RemovalBudget budget;

  PeerRemovals(StoreCalls store, HotSet hotSet, Events events, RemovalBudget budget) {
    this.store = store;
    this.hotSet = hotSet;
    this.begun = new BegunInstalls(hotSet);
    this.events = events;
    this.budget = budget;
  }

  /** Returns the maximum number of peers that may be removed in one store call. */
  int chunk() {
    return budget.chunk();
  }

  /** Removes the requests' peers. Completes each request, even if the removal throws. */
  void remove(List<RemovalRequest> requests) {
    long began = events.nanoTime();
    int removed = 0;
    try {
      removed = removeTogether(requests);
    } finally {
      for (RemovalRequest request : requests) {
        if (!request.done().isDone()) {
          hotSet.removalFailed(request.key());
          request.fail(
              new StoreException("remove peer " + request.key() + ": it failed; see the log"));
        }
      }
      budget.removed(removed, events.nanoTime() - began);
    }
  }

  /**
   * Removes the requests' peers together. If a request is {@linkplain RemovalRequest#onlyOurs only
   * for a peer of this gateway} but the peer no longer belongs to this gateway, the peer stays, and
   * the request completes with false. Returns the number of peers that were passed to the store.
   */
  private int removeTogether(List<RemovalRequest> requests) {
    List<RemovalRequest> meant = new ArrayList<>();
    for (RemovalRequest request : requests) {
      if (request.onlyOurs() && !begun.wouldBeOurs(request.key())) {
        request.done().complete(false);
      } else {
        meant.add(request);
      }
    }
    if (!meant.isEmpty()) {
      removeMeant(meant);
    }
    return meant.size();
  }

  private void removeMeant(List<RemovalRequest> requests) {
    Set<PublicKey> resident = new HashSet<>();
    List<PublicKey> keys = requests.stream().map(RemovalRequest::key).toList();
    for (PublicKey key : keys) {
      if (hotSet.beginRemoval(key, () -> true)) {
        resident.add(key);
      }
    }
    Map<PublicKey, StoreException> failures = store.remove(keys);
    for (RemovalRequest request : requests) {
      StoreException failure = failures.get(request.key());
      boolean wasResident = resident.contains(request.key());
      settle(request.eviction(), wasResident, failure);
      if (failure == null) {
        request.done().complete(wasResident);
      } else {
        request.fail(failure);
      }
    }
  }

  /** Evicts the next chunk of a batch. Returns whether the chunk was the last one. */
  boolean evictChunk(EvictionBatch batch) {
    boolean settled = false;
    long began = events.nanoTime();
    int removed = 0;
    try {
      List<Eviction> chunk = batch.next(budget.chunk(), hotSet);
      if (!chunk.isEmpty()) {
        removed = chunk.size();
        evict(batch, chunk);
      }
      settled = true;
      return batch.isFinished();
    } finally {
      budget.removed(removed, events.nanoTime() - began);
      if (!settled) {
        batch.abandon();
      }
    }
  }

  private void evict(EvictionBatch batch, List<Eviction> chunk) {
    Set<Eviction> unsettled = new HashSet<>(chunk);
    try {
      Map<PublicKey, StoreException> failures =
          store.remove(chunk.stream().map(Eviction::key).toList());
      for (Eviction eviction : chunk) {
        StoreException failure = failures.get(eviction.key());
        settle(eviction, true, failure);
        batch.settled(eviction, failure == null);
        unsettled.remove(eviction);
      }
    } finally {
      unsettled.forEach(eviction -> hotSet.removalFailed(eviction.key()));
    }
  }

  private void settle(Eviction eviction, boolean wasResident, @Nullable StoreException failure) {
    PublicKey key = eviction.key();
    if (failure != null) {
      hotSet.removalFailed(key);
      return;
    }
    Connections.Departure departure = hotSet.connections().depart(key);
    if (departure.untold() != null) {
      events.publish(departure.untold());
    }
    PeerReading last = departure.last();
    if (wasResident) {
      events.publish(new JitEvent.PeerEvicted(key, eviction.cause(), eviction.label(), last));
    }
    if (wasResident && departure.connected()) {
      events.publish(new JitEvent.PeerDisconnected(key, Disconnection.EVICTED, last));
    }
  }
}
