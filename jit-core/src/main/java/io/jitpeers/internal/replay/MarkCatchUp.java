package io.jitpeers.internal.replay;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet's engine what nobody waits for. What the engine does not take is kept, at most
 * one change per key, and told again later. If too many changes wait, the oldest are dropped. What
 * still waits at close is lost. Thread-safe; nothing blocks.
 */
final class MarkCatchUp implements AutoCloseable {
  /** The maximum number of known keys whose changes wait. A change takes about 250 bytes. */
  static final int MOST = 65_536;

  /** The same of strangers, which anyone can create. They never displace known keys. */
  static final int MOST_STRANGERS = 4_096;

  /** The pause after a failure. */
  static final Duration RETRY = Duration.ofSeconds(1);

  /** How many changes are told at once, so that first packets do not wait behind them for long. */
  private static final int BATCH = 256;

  private static final Logger log = LoggerFactory.getLogger(MarkCatchUp.class);

  private final SharedReplayMarks shared;
  private final Scheduler scheduler;
  private final FailureLog failures;
  private final AtomicLong order = new AtomicLong();
  private final Map<PublicKey, Change> known = new LinkedHashMap<>();
  private final Map<PublicKey, Change> strangers = new LinkedHashMap<>();
  private boolean scheduled;
  private boolean closed;
  private long dropped;

  /**
   * The changes of one key that wait, in the order in which they are told.
   *
   * @param order greater for later changes
   * @param before the timestamp from before the epoch; null for none
   * @param epoch the epoch; {@link ReplayMark#NO_EPOCH} for none
   * @param resets whether the epoch has reset the timestamps in this gateway
   * @param after the timestamp from after the epoch; null for none
   * @param known whether the control plane knows the key
   */
  private record Change(
      long order,
      @Nullable Advance before,
      long epoch,
      boolean resets,
      @Nullable Advance after,
      boolean known) {
    Change and(Change other) {
      return order > other.order ? other.then(this) : then(other);
    }

    private Change then(Change later) {
      boolean bothKnown = known || later.known;
      Advance last = after == null ? before : after;
      if (later.hasEpoch()) {
        Advance first = later.before == null ? last : later.before;
        long greater = Math.max(epoch, later.epoch);
        return new Change(
            later.order, first, greater, resets || later.resets, later.after, bothKnown);
      }
      Advance newest = later.before == null ? last : later.before;
      return hasEpoch()
          ? new Change(
              later.order,
              before,
              epoch,
              resets,
              later.before == null ? after : later.before,
              bothKnown)
          : new Change(later.order, newest, epoch, resets, null, bothKnown);
    }

    boolean hasEpoch() {
      return epoch != ReplayMark.NO_EPOCH;
    }
  }

  MarkCatchUp(SharedReplayMarks shared, Scheduler scheduler, TimeSource time) {
    this.shared = shared;
    this.scheduler = scheduler;
    this.failures = new FailureLog(log, time);
  }

  /** Tells a timestamp that was accepted, without waiting for the answer. */
  void advance(Advance advance) {
    tell(advance.key(), timestamp(advance));
  }

  /** Tells that the control plane knows a key. */
  void protect(PublicKey key) {
    tell(key, new Change(next(), null, ReplayMark.NO_EPOCH, false, null, true));
  }

  /** Tells an epoch, without waiting for the answer. */
  void epoch(PublicKey key, long epoch) {
    tell(key, new Change(next(), null, epoch, false, null, false));
  }

  /** Keeps a timestamp for later, because the engine does not answer now. */
  void advanceLater(Advance advance) {
    keep(advance.key(), timestamp(advance));
  }

  /** Keeps an epoch for later, because the engine did not answer. */
  void epochLater(PublicKey key, long epoch, boolean resets) {
    keep(key, new Change(next(), null, epoch, resets, null, false));
  }

  private Change timestamp(Advance advance) {
    return new Change(next(), advance, ReplayMark.NO_EPOCH, false, null, advance.known());
  }

  private long next() {
    return order.incrementAndGet();
  }

  private void tell(PublicKey key, Change change) {
    if (isWaiting(key)) {
      keep(key, change);
    } else {
      var unused = send(key, change);
    }
  }

  /** Returns whether changes of a key wait. */
  synchronized boolean isWaiting(PublicKey key) {
    return known.containsKey(key) || strangers.containsKey(key);
  }

  /** Tells the changes of one key now. Completes exceptionally if the engine does not take them. */
  CompletionStage<?> flush(PublicKey key) {
    Change change;
    synchronized (this) {
      change = remove(key);
    }
    return change == null ? CompletableFuture.completedFuture(null) : send(key, change);
  }

  private @Nullable Change remove(PublicKey key) {
    Change change = known.remove(key);
    return change == null ? strangers.remove(key) : change;
  }

  private CompletionStage<?> send(PublicKey key, Change change) {
    CompletionStage<?> told = CompletableFuture.completedFuture(null);
    if (change.before != null) {
      told = then(told, advancing(change.before, change));
    }
    if (change.hasEpoch()) {
      told = then(told, () -> shared.epoch(key, change.epoch, change.resets));
    }
    if (change.after != null) {
      told = then(told, advancing(change.after, change));
    }
    if (change.known && change.before == null && change.after == null) {
      told = then(told, () -> shared.protect(key));
    }
    return told.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            keep(key, change);
          }
        });
  }

  private Supplier<CompletionStage<?>> advancing(Advance advance, Change change) {
    return () -> shared.advance(change.known ? advance.ofKnownKey() : advance);
  }

  /** Makes a call after the one before has succeeded. */
  private static CompletionStage<?> then(
      CompletionStage<?> before, Supplier<CompletionStage<?>> call) {
    return before.thenCompose(done -> call.get());
  }

  private void keep(PublicKey key, Change change) {
    synchronized (this) {
      if (closed) {
        return;
      }
      Change waiting = remove(key);
      Change all = waiting == null ? change : waiting.and(change);
      Map<PublicKey, Change> kind = all.known ? known : strangers;
      kind.put(key, all);
      if (kind.size() > (all.known ? MOST : MOST_STRANGERS)) {
        Iterator<PublicKey> oldest = kind.keySet().iterator();
        oldest.next();
        oldest.remove();
        dropped++;
      }
    }
    schedule();
  }

  /** Schedules the next attempt unless one is scheduled. Called also by the watchdog. */
  void schedule() {
    synchronized (this) {
      if (scheduled || closed || waiting() == 0) {
        return;
      }
      scheduled = true;
    }
    try {
      scheduler.schedule(this::due, RETRY);
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        scheduled = false;
      }
      failures.record("the next attempt to tell the fleet's engine could not be scheduled", e);
    }
  }

  private void due() {
    synchronized (this) {
      scheduled = false;
    }
    tellBatch();
  }

  private void tellBatch() {
    List<Map.Entry<PublicKey, Change>> batch = new ArrayList<>();
    synchronized (this) {
      take(known, batch);
      take(strangers, batch);
    }
    sendAll(batch);
  }

  private static void take(Map<PublicKey, Change> from, List<Map.Entry<PublicKey, Change>> batch) {
    Iterator<Map.Entry<PublicKey, Change>> oldest = from.entrySet().iterator();
    while (oldest.hasNext() && batch.size() < BATCH) {
      Map.Entry<PublicKey, Change> entry = oldest.next();
      batch.add(Map.entry(entry.getKey(), entry.getValue()));
      oldest.remove();
    }
  }

  /** Tells a batch, and the next one at once if all of it was told. */
  private void sendAll(List<Map.Entry<PublicKey, Change>> batch) {
    CompletableFuture<?>[] told =
        batch.stream()
            .map(entry -> send(entry.getKey(), entry.getValue()).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    var unused =
        CompletableFuture.allOf(told)
            .whenComplete(
                (all, failure) -> {
                  if (failure == null && told.length > 0) {
                    tellBatch();
                  }
                });
  }

  /** Returns the number of keys whose changes wait. */
  synchronized int waiting() {
    return known.size() + strangers.size();
  }

  /** Returns how many keys' changes were dropped. */
  synchronized long dropped() {
    return dropped;
  }

  @Override
  public synchronized void close() {
    closed = true;
    known.clear();
    strangers.clear();
  }
}
