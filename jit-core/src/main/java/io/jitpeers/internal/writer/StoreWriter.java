package io.jitpeers.internal.writer;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.source.support.FailureLog;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only part of this library that changes the peer store. It has three lanes (queues):
 *
 * <ul>
 *   <li>installs and requested removals, in the order of the requests, so that the requests of one
 *       key stay in order;
 *   <li>changes of peers on the device, whenever the first lane is empty; each request is asked
 *       whether it is still wanted, right before it is carried out;
 *   <li>evictions, in chunks, whenever the other two lanes are empty.
 * </ul>
 *
 * The waiting work of the first two lanes is passed to the store in groups.
 *
 * <p>Thread-safe. The store is called on the executor, by one task at a time.
 */
public final class StoreWriter implements Evictor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWriter.class);
  private static final int MAX_INSTALLS = 1024;

  /** The maximum number of changes in a group; small, so that installs do not wait long. */
  private static final int MAX_CHANGES = 64;

  private final StoreCalls store;
  private final TimeSource time;
  private final Executor executor;
  private final FailureLog failures;
  private final Lingering lingering;
  private final PeerInstalls installs;
  private final PeerChanges changes;
  private final PeerRemovals removals;

  private final Object lock = new Object();
  private final Deque<Operation> demanded = new ArrayDeque<>();
  private final Deque<ChangeRequest> wantedChanges = new ArrayDeque<>();
  private final Deque<EvictionBatch> evictions = new ArrayDeque<>();
  private boolean draining;
  private boolean closed;

  private sealed interface Operation {}

  private record Install(InstallRequest request) implements Operation {}

  private record Removal(RemovalRequest request) implements Operation {}

  /**
   * Creates a writer with no requests queued yet.
   *
   * @param writeAhead records peers in the journal before they are installed
   * @param unconfirmed runs after the install of a peer that will be removed unless it completes a
   *     handshake
   */
  public StoreWriter(
      PeerStore store,
      HotSet hotSet,
      Events events,
      TimeSource time,
      Executor executor,
      Duration removalBudget,
      WriteAhead writeAhead,
      Runnable unconfirmed) {
    this.store = new StoreCalls(store, events, time);
    this.time = time;
    this.executor = executor;
    this.failures = new FailureLog(log, time);
    this.lingering = new Lingering(time);
    this.installs = new PeerInstalls(this.store, hotSet, writeAhead, unconfirmed, failures);
    this.changes = new PeerChanges(this.store, hotSet, failures);
    this.removals = new PeerRemovals(this.store, hotSet, events, new RemovalBudget(removalBudget));
  }

  /**
   * Installs a peer soon. Returns at once; the request receives the result. Returns false if this
   * writer is closed; no method of the request is then called.
   */
  public boolean install(InstallRequest request) {
    return enqueue(demanded, new Install(request), request::failed);
  }

  /**
   * Changes a resident peer when no install or requested removal waits. Returns at once; the
   * request receives the result. Returns false if this writer is closed; no method of the request
   * is then called.
   */
  public boolean change(ChangeRequest request) {
    return enqueue(wantedChanges, request, request::failed);
  }

  /**
   * Removes a peer soon, even if a sweep would not evict it. Earlier requests to install the peer
   * run first. The future completes with true if the peer was resident, otherwise with false. It
   * completes exceptionally if the removal failed or this writer is closed.
   */
  public CompletableFuture<Boolean> remove(Eviction eviction) {
    return remove(new RemovalRequest(eviction, false, new CompletableFuture<>()));
  }

  /**
   * Like {@link #remove(Eviction)}, but if the peer is not this gateway's when the request is run,
   * nothing is removed and the future completes with false. A peer whose install by this gateway
   * failed also counts as this gateway's, as long as the peer may nevertheless be on the device.
   */
  public CompletableFuture<Boolean> removeOurs(Eviction eviction) {
    return remove(new RemovalRequest(eviction, true, new CompletableFuture<>()));
  }

  private CompletableFuture<Boolean> remove(RemovalRequest request) {
    if (!enqueue(demanded, new Removal(request), request::fail)) {
      request.refuse();
    }
    return request.done();
  }

  @Override
  public CompletableFuture<Result> evict(List<Eviction> wanted, Predicate<Eviction> stillWanted) {
    EvictionBatch batch = new EvictionBatch(wanted, stillWanted);
    if (wanted.isEmpty() || !enqueue(evictions, batch, failure -> batch.abandon())) {
      batch.abandon();
    }
    return batch.done();
  }

  /**
   * Returns the number of install batches that were passed to the store. A batch may contain many
   * installs.
   */
  public long installBatches() {
    return store.installBatches();
  }

  /** Returns the number of change batches that were passed to the store. */
  public long updateBatches() {
    return store.updateBatches();
  }

  /** Returns the number of removal batches that were passed to the store. */
  public long removalBatches() {
    return store.removalBatches();
  }

  /**
   * Returns the number of peers that the store failed to install, change or remove, or did not
   * install in time.
   */
  public long storeFailures() {
    return store.failures();
  }

  /** Returns how often the store could not initiate a handshake with an installed peer. */
  public long failedInitiations() {
    return store.failedInitiations();
  }

  /**
   * Adds work to a lane. Returns false if this writer is closed, otherwise true. If no thread can
   * run the work, the work is removed again and its {@code failed} callback is called, so that the
   * requester can try again; the result is still true.
   */
  private <T> boolean enqueue(Deque<? super T> lane, T work, Consumer<StoreException> failed) {
    StoreException failure;
    synchronized (lock) {
      if (closed) {
        return false;
      }
      lane.add(work);
      failure = wake();
      if (failure != null) {
        boolean unused = lane.removeLastOccurrence(work);
      }
    }
    if (failure != null) {
      failures.record("work could not be passed to the store writer", failure);
      failed.accept(failure);
    }
    return true;
  }

  /**
   * Starts the task that processes the lanes, unless it is running. Returns a failure if the
   * executor refused the task, else null. The caller holds the lock.
   */
  private @Nullable StoreException wake() {
    if (!draining) {
      draining = true;
      try {
        executor.execute(this::drain);
      } catch (RuntimeException | Error e) {
        draining = false;
        return new StoreException("pass work to the store writer: " + e, e);
      }
    }
    return null;
  }

  private void drain() {
    boolean finished = false;
    try {
      lingering.woken();
      for (Runnable step = nextStep(); step != null; step = nextStep()) {
        try {
          step.run();
        } catch (RuntimeException | Error e) {
          failures.record("a step of the store writer failed", e);
        }
        StageProgress.stepHere();
        lingering.linger(this::isWorkWaiting);
      }
      finished = true;
    } finally {
      if (!finished) {
        drainAnew();
      }
    }
  }

  private boolean isWorkWaiting() {
    synchronized (lock) {
      return closed || !demanded.isEmpty() || !wantedChanges.isEmpty() || !evictions.isEmpty();
    }
  }

  /**
   * Continues to process the lanes in a new task. Called if the current task ends with an exception
   * because there was not enough memory even to log a failure.
   */
  private void drainAnew() {
    synchronized (lock) {
      draining = false;
      StoreException failure = wake();
      if (failure != null) {
        failures.record(
            "the store writer could not continue; the next request starts it again", failure);
      }
    }
  }

  /**
   * Returns why a peer has not been installed within {@code waited}. If a store call is in
   * progress, the reason is that the store is too slow, and a store failure is counted for the
   * peer. During one store call, at most one failure is counted for each peer.
   */
  public Delay delay(PublicKey key, Duration waited) {
    StoreCalls.Busy busy = store.busy();
    if (busy != null) {
      store.late(busy, key);
      Duration since = Duration.ofNanos(time.nanoTime() - busy.since());
      return new Delay(
          Outcome.STORE_FAILED,
          "the store did not install the peer within "
              + waited
              + ": for "
              + since
              + " it has not completed the call to "
              + busy.operation());
    }
    return new Delay(
        Outcome.INTERNAL_ERROR,
        "the peer was not passed to the store within " + waited + "; the store is not the cause");
  }

  /**
   * Returns the next step by the order of the lanes. Without work, returns null to end the task.
   */
  private @Nullable Runnable nextStep() {
    synchronized (lock) {
      Operation head = demanded.peek();
      if (head instanceof Install) {
        List<InstallRequest> batch = takeInstalls();
        return () -> installs.install(batch);
      }
      if (head instanceof Removal) {
        List<RemovalRequest> batch = takeRemovals();
        return () -> removals.remove(batch);
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

  private List<RemovalRequest> takeRemovals() {
    List<RemovalRequest> batch = new ArrayList<>();
    Set<PublicKey> keys = new HashSet<>();
    while (batch.size() < removals.chunk()
        && demanded.peek() instanceof Removal removal
        && keys.add(removal.request().key())) {
      demanded.remove();
      batch.add(removal.request());
    }
    return batch;
  }

  private void evictChunk(EvictionBatch batch) {
    boolean done = false;
    try {
      done = removals.evictChunk(batch);
    } finally {
      // The batch is removed even if the chunk threw. Otherwise it would fail again and again and
      // block the batches behind it.
      if (done || batch.isFinished()) {
        synchronized (lock) {
          evictions.remove(batch);
        }
        batch.finish();
      }
    }
  }

  /** Drops the waiting work. After the current step, the device is not changed any more. */
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
        guarded(install.request()::withdrawn);
      } else if (operation instanceof Removal removal) {
        guarded(removal.request()::refuse);
      }
    }
    unchanged.forEach(change -> guarded(change::withdrawn));
    abandoned.forEach(batch -> guarded(batch::abandon));
  }

  /** Ends a dropped request. Catches and logs exceptions, so that the other requests end too. */
  private void guarded(Runnable end) {
    try {
      end.run();
    } catch (RuntimeException | Error e) {
      failures.record("a request that the closed store writer dropped threw", e);
    }
  }
}
