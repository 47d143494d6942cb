package io.jitpeers.internal.writer;

import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Events;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a store. If the store throws, each peer of the batch counts as failed. */
final class StoreCalls {
  private static final Logger log = LoggerFactory.getLogger(StoreCalls.class);

  private final PeerStore store;
  private final Events events;
  private final LongAdder installs = new LongAdder();
  private final LongAdder updates = new LongAdder();
  private final LongAdder removals = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder failedInitiations = new LongAdder();
  private final FailureLog failureLog;
  private final TimeSource time;
  private volatile @Nullable Busy busy;

  StoreCalls(PeerStore store, Events events, TimeSource time) {
    this.store = store;
    this.events = events;
    this.failureLog = new FailureLog(log, time);
    this.time = time;
  }

  /** Returns the call in progress; null if no call is in progress. */
  @Nullable Busy busy() {
    return busy;
  }

  /**
   * Counts a failure of the store for a waiting peer, because a call takes too long. If the call
   * then fails for the peer, the failure is not counted again.
   */
  void late(Busy call, PublicKey key) {
    if (call.late().add(key)) {
      failures.increment();
    }
  }

  /**
   * A call in progress.
   *
   * @param operation the operation in words, with the number of peers if the call is for a batch
   * @param since when the call began, as a monotonic reading in nanoseconds
   * @param late the peers for which {@link #late} has counted a failure during this call
   */
  record Busy(String operation, long since, Set<PublicKey> late) {
    private Busy(String operation, long since) {
      this(operation, since, ConcurrentHashMap.newKeySet());
    }
  }

  /** Installs a batch and returns the failures by peer. */
  Map<PublicKey, StoreException> install(List<PeerConfig> configs) {
    installs.increment();
    List<PublicKey> keys = configs.stream().map(PeerConfig::publicKey).toList();
    long began = events.nanoTime();
    Map<PublicKey, StoreException> failed =
        settle("install", keys, began, () -> store.install(configs));
    events.stageTook(Stage.STORE, events.nanoTime() - began);
    return failed;
  }

  /** Changes a batch and returns the failures by peer. */
  Map<PublicKey, StoreException> update(List<PeerUpdate> changes) {
    updates.increment();
    List<PublicKey> keys = changes.stream().map(PeerUpdate::key).toList();
    return settle("update", keys, events.nanoTime(), () -> store.update(changes));
  }

  /** Removes a batch and returns the failures by peer. */
  Map<PublicKey, StoreException> remove(List<PublicKey> keys) {
    removals.increment();
    return settle("remove", keys, events.nanoTime(), () -> store.remove(keys));
  }

  /**
   * Makes the data plane initiate a handshake with an installed peer. Returns false if the call
   * failed.
   */
  boolean initiate(PublicKey key, InetSocketAddress endpoint, int keepaliveSeconds) {
    try {
      busy = new Busy("initiate a handshake", time.nanoTime());
      store.initiateHandshake(key, endpoint, keepaliveSeconds);
      return true;
    } catch (StoreException e) {
      failureLog.warn(
          "could not initiate a handshake with {}; its client has to try again", key, e);
    } catch (RuntimeException | Error e) {
      failureLog.record("the store threw: could not initiate a handshake with " + key, e);
    } finally {
      busy = null;
    }
    failedInitiations.increment();
    return false;
  }

  /** Returns the number of handshakes that could not be initiated. */
  long failedInitiations() {
    return failedInitiations.sum();
  }

  long installBatches() {
    return installs.sum();
  }

  long updateBatches() {
    return updates.sum();
  }

  long removalBatches() {
    return removals.sum();
  }

  /**
   * Returns how often a peer could not be installed, changed or removed, or was not installed in
   * time.
   */
  long failures() {
    return failures.sum();
  }

  private interface Call {
    BatchResult run() throws StoreException;
  }

  private Map<PublicKey, StoreException> settle(
      String operation, Collection<PublicKey> keys, long began, Call call) {
    Busy current = new Busy(operation + " " + keys.size() + " peers", began);
    Map<PublicKey, StoreException> failed;
    try {
      busy = current;
      failed = call.run().failures();
    } catch (StoreException e) {
      failureLog.warn("could not {} {} peers", operation, keys.size(), e);
      failed = allFailed(keys, e);
    } catch (RuntimeException | Error e) {
      failureLog.record(
          "the store threw: could not " + operation + " " + keys.size() + " peers", e);
      failed =
          allFailed(keys, new StoreException(operation + " " + keys.size() + " peers: " + e, e));
    } finally {
      busy = null;
    }
    failures.add(failed.keySet().stream().filter(key -> !current.late().contains(key)).count());
    return failed;
  }

  private static Map<PublicKey, StoreException> allFailed(
      Collection<PublicKey> keys, StoreException failure) {
    Map<PublicKey, StoreException> all = new HashMap<>();
    keys.forEach(key -> all.put(key, failure));
    return all;
  }
}
