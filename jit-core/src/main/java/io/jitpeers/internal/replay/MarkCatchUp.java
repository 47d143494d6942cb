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
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends changes of replay marks to the fleet's engine when no caller waits for the result. A replay
 * mark is a key's newest accepted timestamp. A change that the engine does not accept is kept and
 * sent again later. The waiting changes of a key are combined into one. If too many changes wait,
 * the oldest are dropped. Changes that still wait at {@link #close} are lost. Thread-safe; no
 * method blocks.
 */
final class MarkCatchUp implements AutoCloseable {
  /**
   * The maximum number of keys with waiting changes, among the keys that the control plane knows. A
   * change takes about 250 bytes.
   */
  static final int MOST = 65_536;

  /**
   * The maximum number of keys with waiting changes, among the keys that the control plane does not
   * know. Anyone can generate such keys, so they have a limit of their own and never displace known
   * keys.
   */
  static final int MOST_STRANGERS = 4_096;

  /** The pause after a failure. */
  static final Duration RETRY = Duration.ofSeconds(1);

  /**
   * The maximum number of changes in one batch. It is small, so that a first packet does not wait
   * long behind the changes.
   */
  private static final int BATCH = 256;

  private static final Logger log = LoggerFactory.getLogger(MarkCatchUp.class);

  private final SharedReplayMarks shared;
  private final Scheduler scheduler;
  private final FailureLog failures;
  private final AtomicLong order = new AtomicLong();
  private final Map<PublicKey, Change> known = new LinkedHashMap<>();
  private final Map<PublicKey, Change> strangers = new LinkedHashMap<>();
  private final Set<PublicKey> sending = new HashSet<>();
  private boolean scheduled;
  private boolean closed;
  private long dropped;

  /**
   * The waiting changes of one key: a timestamp, an epoch, and another timestamp. Each of the three
   * may be missing. They are sent in this order, in one step each. A key that the control plane
   * knows is also reported as known: each step that sends a timestamp includes this report. If the
   * last step of a known key sends the epoch, or if all three are missing, there is a last step
   * that sends only the report.
   *
   * @param order a number that is greater for later changes
   * @param before the newest timestamp that was accepted before the epoch; null if there is none
   * @param epoch the epoch; {@link ReplayMark#NO_EPOCH} for none
   * @param resets whether the epoch has reset the timestamps in this gateway
   * @param after the newest timestamp that was accepted after the epoch; null if there is none
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
      if (later.hasEpoch()) {
        Advance first = newest(newest(before, after), later.before);
        long greater = Math.max(epoch, later.epoch);
        return new Change(
            later.order, first, greater, resets || later.resets, later.after, bothKnown);
      }
      return hasEpoch()
          ? new Change(later.order, before, epoch, resets, newest(after, later.before), bothKnown)
          : new Change(later.order, newest(before, later.before), epoch, resets, null, bothKnown);
    }

    private static @Nullable Advance newest(@Nullable Advance one, @Nullable Advance other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return one.timestamp().isAfter(other.timestamp()) ? one : other;
    }

    /**
     * Returns a change with the steps that are left after the first step of this change; null if no
     * step is left.
     */
    @Nullable Change rest() {
      if (before != null) {
        boolean more = hasEpoch() || after != null;
        return more ? new Change(order, null, epoch, resets, after, known) : null;
      }
      if (hasEpoch()) {
        boolean more = after != null || known;
        return more ? new Change(order, after, ReplayMark.NO_EPOCH, false, null, known) : null;
      }
      return null;
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

  /** Sends an accepted timestamp. */
  void advance(Advance advance) {
    tell(advance.key(), timestamp(advance));
  }

  /** Reports to the fleet that the control plane knows a key. */
  void protect(PublicKey key) {
    tell(key, new Change(next(), null, ReplayMark.NO_EPOCH, false, null, true));
  }

  /**
   * Sends the timestamp epoch that the control plane gives for a key. An epoch is a number that the
   * control plane increases to reset the key's timestamps.
   */
  void epoch(PublicKey key, long epoch) {
    tell(key, new Change(next(), null, epoch, false, null, false));
  }

  /** Keeps a timestamp to send it later, because the engine does not answer now. */
  void advanceLater(Advance advance) {
    keep(advance.key(), timestamp(advance));
  }

  /**
   * Keeps the timestamp epoch that the control plane gives for a key, and sends it later. Used if
   * the engine did not accept the epoch, or if other changes of the key have to be sent first.
   *
   * @param resets whether the epoch has reset the key's timestamps in this gateway
   */
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
    boolean waits;
    synchronized (this) {
      waits = isWaiting(key) || !sending.add(key);
    }
    if (waits) {
      keep(key, change);
    } else {
      var unused = send(key, change);
    }
  }

  /** Returns whether changes of a key wait, or are being sent. */
  synchronized boolean isWaiting(PublicKey key) {
    return known.containsKey(key) || strangers.containsKey(key) || sending.contains(key);
  }

  /**
   * Sends the waiting changes of one key now. The future completes exceptionally if the engine does
   * not accept them, or if other changes of the key are already being sent.
   */
  CompletionStage<?> flush(PublicKey key) {
    Change change;
    synchronized (this) {
      if (sending.contains(key)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException(
                "changes of " + key + " are being sent to the fleet's engine; try again"));
      }
      change = remove(key);
      if (change == null) {
        return CompletableFuture.completedFuture(null);
      }
      sending.add(key);
    }
    return send(key, change);
  }

  private @Nullable Change remove(PublicKey key) {
    Change change = known.remove(key);
    return change == null ? strangers.remove(key) : change;
  }

  /**
   * Sends the steps of a change, one after another. Each step sends a timestamp or an epoch, or
   * reports that the key is known. If the engine does not accept a step, this step and the steps
   * after it are kept and sent later.
   */
  private CompletionStage<?> send(PublicKey key, Change change) {
    AtomicReference<@Nullable Change> left = new AtomicReference<>(change);
    return step(key, left)
        .whenComplete(
            (done, failure) -> {
              Change remaining = left.get();
              synchronized (this) {
                sending.remove(key);
              }
              if (remaining != null) {
                keep(key, remaining);
              } else {
                schedule(); // Other changes of the key may have arrived meanwhile.
              }
            });
  }

  private CompletionStage<?> step(PublicKey key, AtomicReference<@Nullable Change> left) {
    Change change = left.get();
    if (change == null) {
      return CompletableFuture.completedFuture(null);
    }
    return call(key, change)
        .thenCompose(
            done -> {
              left.set(change.rest());
              return step(key, left);
            });
  }

  /** Calls the engine for the first step of a change. */
  private CompletionStage<?> call(PublicKey key, Change change) {
    Advance advance = change.before;
    try {
      if (advance != null) {
        return shared.advance(change.known ? advance.ofKnownKey() : advance);
      }
      return change.hasEpoch()
          ? shared.epoch(key, change.epoch, change.resets)
          : shared.protect(key);
    } catch (RuntimeException | Error e) {
      failures.record("the shared replay marks threw instead of failing their answer", e);
      return CompletableFuture.failedFuture(e);
    }
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

  /**
   * Schedules the next attempt to send changes, unless an attempt is already scheduled. The
   * orchestrator's watchdog also calls this method, because an earlier call may have failed to
   * schedule the attempt.
   */
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

  private void take(Map<PublicKey, Change> from, List<Map.Entry<PublicKey, Change>> batch) {
    Iterator<Map.Entry<PublicKey, Change>> oldest = from.entrySet().iterator();
    while (oldest.hasNext() && batch.size() < BATCH) {
      Map.Entry<PublicKey, Change> entry = oldest.next();
      if (sending.add(entry.getKey())) {
        batch.add(Map.entry(entry.getKey(), entry.getValue()));
        oldest.remove();
      }
    }
  }

  /**
   * Sends a batch. Once the whole batch is answered, sends the next batch at once if the engine has
   * accepted at least one change.
   */
  private void sendAll(List<Map.Entry<PublicKey, Change>> batch) {
    AtomicInteger taken = new AtomicInteger();
    CompletableFuture<?>[] sent =
        batch.stream()
            .map(entry -> send(entry.getKey(), entry.getValue()))
            .map(stage -> stage.thenRun(taken::incrementAndGet).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    var unused =
        CompletableFuture.allOf(sent)
            .whenComplete(
                (all, failure) -> {
                  if (taken.get() > 0) {
                    tellBatch();
                  }
                });
  }

  /** Returns the number of keys whose changes wait. */
  synchronized int waiting() {
    return known.size() + strangers.size();
  }

  /**
   * Returns how many times the waiting changes of a key were dropped to make room. Dropping all
   * waiting changes of one key counts once.
   */
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
