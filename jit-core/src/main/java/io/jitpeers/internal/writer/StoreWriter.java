package io.jitpeers.internal.writer;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only one who changes the store. Three lanes: installs and demanded removals, in the order
 * they came, so that they stay in order for one key; changes of peers that are there, whenever the
 * first lane is empty, each of which is asked right before whether it still holds; and evictions,
 * in chunks, whenever both are empty. What waits in the first two goes to the store in groups.
 *
 * <p>Thread-safe. The store is called on the executor, by one task at a time.
 */
public final class StoreWriter implements Evictor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWriter.class);
  private static final int MAX_INSTALLS = 1024;

  /** So few that a first packet does not wait long for them. */
  private static final int MAX_CHANGES = 64;

  private final StoreCalls store;
  private final HotSet hotSet;
  private final Events events;
  private final TimeSource time;
  private final Executor executor;
  private final RemovalBudget budget;
  private final PeerInstalls installs;
  private final PeerChanges changes;

  private final Object lock = new Object();
  private final Deque<Operation> demanded = new ArrayDeque<>();
  private final Deque<ChangeRequest> wantedChanges = new ArrayDeque<>();
  private final Deque<EvictionBatch> evictions = new ArrayDeque<>();
  private boolean draining;
  private boolean closed;

  private sealed interface Operation {}

  private record Install(InstallRequest request) implements Operation {}

  private record Removal(Eviction eviction, CompletableFuture<Boolean> done) implements Operation {}

  /**
   * Creates a writer that has nothing to do.
   *
   * @param unconfirmed run when a peer was installed that goes unless it completes a handshake
   */
  public StoreWriter(
      PeerStore store,
      HotSet hotSet,
      Events events,
      TimeSource time,
      Executor executor,
      Duration removalBudget,
      Runnable unconfirmed) {
    this.store = new StoreCalls(store);
    this.hotSet = hotSet;
    this.events = events;
    this.time = time;
    this.executor = executor;
    this.budget = new RemovalBudget(removalBudget);
    this.installs = new PeerInstalls(this.store, hotSet, unconfirmed);
    this.changes = new PeerChanges(this.store, hotSet);
  }

  /**
   * Installs a peer soon. Returns at once; the request is told. False if closed: it is not told.
   */
  public boolean install(InstallRequest request) {
    return enqueue(new Install(request));
  }

  /**
   * Changes a peer that is there, when no first packet waits. Returns at once; the request is told.
   * False if closed: it is not told.
   */
  public boolean change(ChangeRequest request) {
    synchronized (lock) {
      if (!closed) {
        wantedChanges.add(request);
        wake();
      }
      return !closed;
    }
  }

  /**
   * Removes a peer soon, whatever protects it, and after every install of it that was asked for
   * before. Completes with true if it was resident.
   */
  public CompletableFuture<Boolean> remove(Eviction eviction) {
    Removal removal = new Removal(eviction, new CompletableFuture<>());
    if (!enqueue(removal)) {
      refuse(removal);
    }
    return removal.done();
  }

  @Override
  public CompletableFuture<Result> evict(List<Eviction> wanted, Predicate<Eviction> stillWanted) {
    EvictionBatch batch = new EvictionBatch(wanted, stillWanted);
    boolean accepted;
    synchronized (lock) {
      accepted = !closed && !wanted.isEmpty();
      if (accepted) {
        evictions.add(batch);
        wake();
      }
    }
    if (!accepted) {
      batch.abandon();
    }
    return batch.done();
  }

  /** Batches of installs given to the store so far: with group commit, fewer than installs. */
  public long installBatches() {
    return store.installBatches();
  }

  /** Batches of changes given to the store so far. */
  public long updateBatches() {
    return store.updateBatches();
  }

  /** Batches of removals given to the store so far. */
  public long removalBatches() {
    return store.removalBatches();
  }

  /** Peers that the store failed to install, to change or to remove. */
  public long storeFailures() {
    return store.failures();
  }

  /** Installed peers with which no handshake could be initiated. */
  public long failedInitiations() {
    return store.failedInitiations();
  }

  private boolean enqueue(Operation operation) {
    synchronized (lock) {
      if (closed) {
        return false;
      }
      demanded.add(operation);
      wake();
      return true;
    }
  }

  private void wake() {
    if (!draining) {
      draining = true;
      executor.execute(this::drain);
    }
  }

  private void drain() {
    for (Runnable step = nextStep(); step != null; step = nextStep()) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        log.error("a step of the store writer failed", e);
      }
    }
  }

  /** Demanded changes first; null if there is nothing to do, in which case the draining ends. */
  private @Nullable Runnable nextStep() {
    synchronized (lock) {
      Operation head = demanded.peek();
      if (head instanceof Install) {
        List<InstallRequest> batch = takeInstalls();
        return () -> installs.install(batch);
      }
      if (head instanceof Removal) {
        List<Removal> batch = takeRemovals();
        return () -> removeOrFail(batch);
      }
      if (!wantedChanges.isEmpty()) {
        List<ChangeRequest> batch = takeChanges();
        return () -> changes.change(batch);
      }
      EvictionBatch batch = evictions.peek();
      if (batch != null) {
        return () -> evictChunk(batch);
      }
      draining = false;
      return null;
    }
  }

  private List<InstallRequest> takeInstalls() {
    List<InstallRequest> batch = new ArrayList<>();
    Set<PublicKey> keys = new HashSet<>();
    while (batch.size() < MAX_INSTALLS
        && demanded.peek() instanceof Install install
        && keys.add(install.request().key())) {
      demanded.remove();
      batch.add(install.request());
    }
    return batch;
  }

  private List<ChangeRequest> takeChanges() {
    List<ChangeRequest> batch = new ArrayList<>();
    Set<PublicKey> keys = new HashSet<>();
    for (ChangeRequest next = wantedChanges.peek();
        next != null && batch.size() < MAX_CHANGES && keys.add(next.key());
        next = wantedChanges.peek()) {
      batch.add(wantedChanges.remove());
    }
    return batch;
  }

  private List<Removal> takeRemovals() {
    List<Removal> batch = new ArrayList<>();
    Set<PublicKey> keys = new HashSet<>();
    while (batch.size() < budget.chunk()
        && demanded.peek() instanceof Removal removal
        && keys.add(removal.eviction().key())) {
      demanded.remove();
      batch.add(removal);
    }
    return batch;
  }

  /** Whoever asked for a removal hears of it, also when something else than the store fails. */
  private void removeOrFail(List<Removal> removals) {
    try {
      removeBatch(removals);
    } catch (RuntimeException | Error e) {
      for (Removal removal : removals) {
        PublicKey key = removal.eviction().key();
        if (removal.done().completeExceptionally(new StoreException("remove peer " + key, e))) {
          hotSet.removalFailed(key);
        }
      }
      throw e;
    }
  }

  private void removeBatch(List<Removal> removals) {
    Set<PublicKey> resident = new HashSet<>();
    List<PublicKey> keys = removals.stream().map(removal -> removal.eviction().key()).toList();
    for (PublicKey key : keys) {
      if (hotSet.beginRemoval(key, () -> true)) {
        resident.add(key);
      }
    }
    Map<PublicKey, StoreException> failures = removeMeasured(keys);
    for (Removal removal : removals) {
      Eviction eviction = removal.eviction();
      StoreException failure = failures.get(eviction.key());
      settle(eviction, resident.contains(eviction.key()), failure);
      if (failure == null) {
        removal.done().complete(resident.contains(eviction.key()));
      } else {
        removal.done().completeExceptionally(failure);
      }
    }
  }

  private void evictChunk(EvictionBatch batch) {
    List<Eviction> chunk = batch.next(budget.chunk(), hotSet);
    if (!chunk.isEmpty()) {
      Map<PublicKey, StoreException> failures =
          removeMeasured(chunk.stream().map(Eviction::key).toList());
      for (Eviction eviction : chunk) {
        StoreException failure = failures.get(eviction.key());
        settle(eviction, true, failure);
        batch.settled(eviction, failure == null);
      }
    }
    if (batch.isFinished()) {
      synchronized (lock) {
        evictions.remove(batch);
      }
      batch.finish();
    }
  }

  private Map<PublicKey, StoreException> removeMeasured(List<PublicKey> keys) {
    long began = time.nanoTime();
    Map<PublicKey, StoreException> failures = store.remove(keys);
    budget.removed(keys.size(), time.nanoTime() - began);
    return failures;
  }

  private void settle(Eviction eviction, boolean wasResident, @Nullable StoreException failure) {
    PublicKey key = eviction.key();
    if (failure != null) {
      hotSet.removalFailed(key);
      return;
    }
    PeerReading last = hotSet.lastReading(key);
    hotSet.removed(key);
    if (wasResident) {
      events.publish(new JitEvent.PeerEvicted(key, eviction.cause(), last));
    }
  }

  /** Drops what waits: after the step under way, nothing is changed on the device. */
  @Override
  public void close() {
    List<Operation> dropped;
    List<ChangeRequest> unchanged;
    List<EvictionBatch> abandoned;
    synchronized (lock) {
      closed = true;
      dropped = new ArrayList<>(demanded);
      demanded.clear();
      unchanged = new ArrayList<>(wantedChanges);
      wantedChanges.clear();
      abandoned = new ArrayList<>(evictions);
      evictions.clear();
    }
    for (Operation operation : dropped) {
      if (operation instanceof Install install) {
        install.request().withdrawn();
      } else if (operation instanceof Removal removal) {
        refuse(removal);
      }
    }
    unchanged.forEach(ChangeRequest::withdrawn);
    abandoned.forEach(EvictionBatch::abandon);
  }

  private static void refuse(Removal removal) {
    removal
        .done()
        .completeExceptionally(
            new StoreException(
                "remove peer " + removal.eviction().key() + ": the orchestrator is closed"));
  }
}
