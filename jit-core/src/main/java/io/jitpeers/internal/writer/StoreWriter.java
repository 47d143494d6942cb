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
  private final TimeSource time;
  private final Executor executor;
  private final FailureLog failures;
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
    this.store = new StoreCalls(store, time);
    this.time = time;
    this.executor = executor;
    this.failures = new FailureLog(log, time);
    this.installs = new PeerInstalls(this.store, hotSet, unconfirmed, failures);
    this.changes = new PeerChanges(this.store, hotSet, failures);
    this.removals =
        new PeerRemovals(this.store, hotSet, events, time, new RemovalBudget(removalBudget));
  }

  /**
   * Installs a peer soon. Returns at once; the request is told. False if closed: it is not told.
   */
  public boolean install(InstallRequest request) {
    return enqueue(demanded, new Install(request), request::failed);
  }

  /**
   * Changes a peer that is there, when no first packet waits. Returns at once; the request is told.
   * False if closed: it is not told.
   */
  public boolean change(ChangeRequest request) {
    return enqueue(wantedChanges, request, request::failed);
  }

  /**
   * Removes a peer soon, whatever protects it, and after every install of it that was asked for
   * before. Completes with true if it was resident.
   */
  public CompletableFuture<Boolean> remove(Eviction eviction) {
    return remove(new RemovalRequest(eviction, false, new CompletableFuture<>()));
  }

  /**
   * The same, unless the peer is somebody else's by then, which includes one that is not known to
   * be on the device: it stays if it is there, and this completes with false.
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

  /**
   * Adds work to a lane; false if closed. Work that nobody comes for, as when no thread can be
   * started, is taken out again and told that it failed: who wants it tries again.
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
      failures.record("work could not be handed to the store writer", failure);
      failed.accept(failure);
    }
    return true;
  }

  /** Under the lock. Returns why the executor did not take the work; null if it did. */
  private @Nullable StoreException wake() {
    if (!draining) {
      draining = true;
      try {
        executor.execute(this::drain);
      } catch (RuntimeException | Error e) {
        draining = false;
        return new StoreException("hand work to the store writer: " + e, e);
      }
    }
    return null;
  }

  private void drain() {
    boolean finished = false;
    try {
      for (Runnable step = nextStep(); step != null; step = nextStep()) {
        try {
          step.run();
        } catch (RuntimeException | Error e) {
          failures.record("a step of the store writer failed", e);
        }
        StageProgress.stepHere();
      }
      finished = true;
    } finally {
      if (!finished) {
        drainAnew();
      }
    }
  }

  /** There was no memory even to log what failed: what waits goes on in another task. */
  private void drainAnew() {
    synchronized (lock) {
      draining = false;
      StoreException failure = wake();
      if (failure != null) {
        failures.record("the next change wakes the store writer", failure);
      }
    }
  }

  /**
   * Says why a peer is not installed yet that has waited for so long, and counts it as the store's
   * failure if it is one.
   */
  public Delay delay(Duration waited) {
    StoreCalls.Busy busy = store.busy();
    if (busy != null) {
      store.late();
      Duration since = Duration.ofNanos(time.nanoTime() - busy.since());
      return new Delay(
          Outcome.STORE_FAILED,
          "the store did not install the peer within "
              + waited
              + ": for "
              + since
              + " it has been asked to "
              + busy.operation());
    }
    return new Delay(
        Outcome.INTERNAL_ERROR,
        "the peer was not given to the store within "
            + waited
            + ", which is not the store's doing");
  }

  /**
   * Why a peer is late.
   *
   * @param outcome whose fault it is
   * @param reason the same as a sentence
   */
  public record Delay(Outcome outcome, String reason) {}

  /** Demanded changes first; null if there is nothing to do, in which case the draining ends. */
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
      // Also if it threw: it would fail again and again, and nothing behind it had its turn.
      if (done || batch.isFinished()) {
        synchronized (lock) {
          evictions.remove(batch);
        }
        batch.finish();
      }
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
        removal.request().refuse();
      }
    }
    unchanged.forEach(ChangeRequest::withdrawn);
    abandoned.forEach(EvictionBatch::abandon);
  }
}
