package io.jitpeers.internal.writer;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.eviction.Evictor;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.writer.InstallRequest.Prepared;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only one who changes the store. Two lanes: installs and demanded removals, in the order they
 * came, so that changes to one key stay in order; and evictions, in chunks, whenever the first lane
 * is empty. What waits in the first lane goes to the store in groups.
 *
 * <p>Thread-safe. The store is called on the executor, by one task at a time.
 */
public final class StoreWriter implements Evictor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreWriter.class);
  private static final int MAX_INSTALLS = 1024;

  private final StoreCalls store;
  private final HotSet hotSet;
  private final Events events;
  private final TimeSource time;
  private final Executor executor;
  private final RemovalBudget budget;
  private final Runnable unconfirmed;

  private final Object lock = new Object();
  private final Deque<Operation> demanded = new ArrayDeque<>();
  private final Deque<EvictionBatch> evictions = new ArrayDeque<>();
  private boolean draining;
  private boolean closed;

  private sealed interface Operation {}

  private record Install(InstallRequest request) implements Operation {}

  /** An install under way. */
  private record Installation(InstallRequest request, Prepared prepared) {
    PublicKey key() {
      return request.key();
    }
  }

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
    this.unconfirmed = unconfirmed;
  }

  /**
   * Installs a peer soon. Returns at once; the request is told. False if closed: it is not told.
   */
  public boolean install(InstallRequest request) {
    return enqueue(new Install(request));
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

  /** Batches of removals given to the store so far. */
  public long removalBatches() {
    return store.removalBatches();
  }

  /** Peers that the store failed to install or to remove. */
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
        return () -> installBatch(batch);
      }
      if (head instanceof Removal) {
        List<Removal> batch = takeRemovals();
        return () -> removeBatch(batch);
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

  private void installBatch(List<InstallRequest> requests) {
    List<Installation> accepted = new ArrayList<>(requests.size());
    for (InstallRequest request : requests) {
      Prepared prepared = prepare(request);
      if (prepared != null) {
        accepted.add(new Installation(request, prepared));
      }
    }
    if (accepted.isEmpty()) {
      return;
    }
    Map<PublicKey, StoreException> failures =
        store.install(accepted.stream().map(one -> one.prepared().config()).toList());
    List<Installation> initiating = new ArrayList<>();
    for (Installation installation : accepted) {
      StoreException failure = failures.get(installation.key());
      if (failure == null && installation.prepared().initiateTo() != null) {
        initiating.add(installation);
      }
      telling(installation, () -> settle(installation, failure));
    }
    // Only now, each with a call of its own: the others of the group do not wait for them.
    for (Installation installation : initiating) {
      telling(installation, () -> initiate(installation));
    }
  }

  private static void telling(Installation installation, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.error("telling of the install of {} failed", installation.key(), e);
    }
  }

  private void settle(Installation installation, @Nullable StoreException failure) {
    InstallRequest request = installation.request();
    if (failure != null) {
      hotSet.release(installation.key());
      request.failed(failure);
      return;
    }
    Prepared prepared = installation.prepared();
    hotSet.installed(prepared.config());
    if (prepared.initiateTo() == null) {
      if (prepared.unconfirmed()) {
        hotSet.expectConfirmation(installation.key());
        unconfirmed.run();
      }
      request.installed(false);
    }
  }

  private void initiate(Installation installation) {
    PublicKey key = installation.key();
    InetSocketAddress endpoint = Objects.requireNonNull(installation.prepared().initiateTo());
    int keepalive = installation.prepared().config().persistentKeepaliveSeconds();
    hotSet.expectConfirmation(key);
    boolean initiated = store.initiate(key, endpoint, keepalive);
    installation.request().installed(initiated);
    unconfirmed.run();
  }

  /** Checks on this thread, so that no other install can come between check and install. */
  private @Nullable Prepared prepare(InstallRequest request) {
    Prepared prepared = request.prepare();
    if (prepared == null) {
      request.withdrawn();
      return null;
    }
    Conflict conflict = hotSet.reserve(request.key(), prepared.config().allowedIps());
    if (conflict != null) {
      request.conflicted(conflict);
      return null;
    }
    return prepared;
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
    List<EvictionBatch> abandoned;
    synchronized (lock) {
      closed = true;
      dropped = new ArrayList<>(demanded);
      demanded.clear();
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
