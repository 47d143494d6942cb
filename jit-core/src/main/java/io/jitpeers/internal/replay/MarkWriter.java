package io.jitpeers.internal.replay;

import io.jitpeers.internal.common.StatisticsSnapshot.ReplayStoreCounts;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayStore.Group;
import io.jitpeers.spi.ReplayStore.Page;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the changes of a replay memory to its store, in groups, on a separate thread. When the
 * disk is slow, the groups become larger. When the disk fails, the writes are repeated. The memory
 * never waits for a write, and waiting changes take two bits per entry of the memory. Thread-safe.
 */
final class MarkWriter {
  /**
   * The maximum number of changed entries in a group. This limit bounds the time that one write
   * takes. A group that replaces all contents of the store has no limit.
   */
  static final int MOST_MARKS = 8192;

  /** The pause after a failed write. */
  static final Duration RETRY = Duration.ofSeconds(1);

  /** A disk counts as failing if a change is still unwritten after this time. */
  static final Duration HANGS = Duration.ofSeconds(10);

  /** The shortest interval between log entries about failures. */
  static final Duration QUIET = Duration.ofMinutes(1);

  private static final int[] NONE = {};
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(MarkWriter.class);

  private final NewestTimestamps timestamps;
  private final ChangedEntries changes;
  private final ReplayStore store;
  private final Duration flush;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final Executor thread;
  private final FailureLog failures;
  private final AtomicBoolean called = new AtomicBoolean();
  private final Object counts = new Object();
  private volatile boolean running;
  private volatile boolean failing;
  // This field and the next one are used only by the writing thread once it runs.
  private long lastGroup;
  private boolean replacing;
  // This field and the fields below are guarded by the lock of counts.
  private boolean waiting;
  private long calledNanos;
  private long oldestNanos;
  private boolean behind;
  private int underWay;
  private long written;
  private @Nullable Instant lastWrite;

  /**
   * Creates a writer that writes nothing until it is started.
   *
   * @param timestamps a memory that tracks its changes
   * @param thread an executor with one thread, which may wait for a disk
   */
  MarkWriter(
      NewestTimestamps timestamps,
      ReplayStore store,
      Duration flush,
      TimeSource time,
      Scheduler scheduler,
      Executor thread) {
    this.timestamps = timestamps;
    this.changes = Objects.requireNonNull(timestamps.changes(), "timestamps must track changes");
    this.store = store;
    this.flush = flush;
    this.time = time;
    this.scheduler = scheduler;
    this.thread = thread;
    this.failures = new FailureLog(log, time, QUIET);
  }

  /**
   * Starts writing.
   *
   * @param groupBefore the number of the latest group that the store already contains
   * @param all true to write everything, which is needed if the contents of the store and of the
   *     memory differ
   */
  void start(long groupBefore, boolean all) {
    lastGroup = groupBefore;
    replacing = all;
    running = true;
    if (all) {
      takeAllAgain();
      call(Duration.ZERO);
    }
  }

  private void takeAllAgain() {
    synchronized (timestamps) {
      timestamps.table().allChanged();
      timestamps.seen().takeAllAgain();
    }
  }

  /** Schedules a write if something changed. Returns at once. */
  void changed() {
    if (changes.count() > 0) {
      call(failing ? RETRY : flush);
    }
  }

  /**
   * Schedules a write if changes wait but no write is scheduled. This happens, for example, after
   * an attempt to schedule a write has failed. Returns at once.
   */
  void nudge() {
    if (failing) {
      call(RETRY);
    } else {
      changed();
    }
  }

  private void call(Duration delay) {
    if (running && called.compareAndSet(false, true)) {
      try {
        arrange(delay);
      } catch (RuntimeException | Error e) {
        // The next change, or the watchdog, tries again.
        notCalled("could not schedule a write of the replay memory", e);
      }
    }
  }

  private void arrange(Duration delay) {
    synchronized (counts) {
      calledNanos = waiting ? calledNanos : time.nanoTime();
      waiting = true;
    }
    scheduler.schedule(this::runSoon, delay);
  }

  private void notCalled(String what, Throwable failure) {
    failing = true;
    called.set(false);
    failures.record(what, failure);
  }

  private void runSoon() {
    try {
      thread.execute(this::write);
    } catch (RejectedExecutionException e) {
      log.debug("a change came after the replay memory was closed", e);
    } catch (RuntimeException | Error e) {
      // For example, there is no memory for a thread. The next attempt may succeed.
      notCalled("could not begin a write of the replay memory", e);
      call(RETRY);
    }
  }

  /** Writes all waiting changes. After a failure, schedules the next attempt. */
  private void write() {
    synchronized (counts) {
      oldestNanos = behind ? oldestNanos : calledNanos;
      behind = true;
      waiting = false;
    }
    called.set(false); // Changes from here on schedule another write.
    boolean more = true;
    while (more) {
      more = writeGroup();
    }
  }

  /** Writes one group. Returns whether to continue with another group. */
  private boolean writeGroup() {
    int[] entries = NONE;
    List<Page> pages = null;
    try {
      synchronized (timestamps) {
        entries = changes.take(replacing ? Integer.MAX_VALUE : MOST_MARKS);
        pages = timestamps.seen().takePages();
      }
      if (entries.length == 0 && pages.isEmpty() && !replacing) {
        caughtUp();
        return false;
      }
      ChangedSlots slots = new ChangedSlots(timestamps, entries, lastGroup + 1);
      begun(slots.size());
      lastGroup++;
      store.write(new Group(lastGroup, replacing, timestamps.hashes().secret(), slots, pages));
      replacing = false;
      failing = false;
      ended(slots.size());
      return true;
    } catch (IOException | RuntimeException | Error e) {
      failed(entries, pages, e);
      return false;
    }
  }

  private void begun(int marks) {
    synchronized (counts) {
      underWay = marks;
    }
  }

  private void ended(int marks) {
    synchronized (counts) {
      underWay = 0;
      written += marks;
      lastWrite = time.wallTime();
    }
  }

  private void caughtUp() {
    // Cleared before the writer counts as having caught up, so that a later failure is not
    // overwritten.
    failing = false;
    synchronized (counts) {
      behind = false;
    }
  }

  /**
   * Handles a failed write. Marks the changes of this write as unwritten again, and schedules
   * another attempt.
   *
   * @param pages the pages of tags (hashes of accepted initiations) that the write took from {@link
   *     SeenPages}; null if it is unknown whether the write took pages
   */
  private void failed(int[] entries, @Nullable List<Page> pages, Throwable failure) {
    failing = true;
    if (failure instanceof ReplayStore.LostException) {
      replacing = true;
      takeAllAgain();
    }
    synchronized (timestamps) {
      for (int entry : entries) {
        timestamps.table().changed(entry);
      }
      if (pages == null || !pages.isEmpty()) {
        timestamps.seen().takeAllAgain();
      }
    }
    synchronized (counts) {
      underWay = 0;
    }
    failures.record(
        "could not write the replay memory; the gateway continues, and the write is tried"
            + " again",
        failure);
    call(RETRY);
  }

  /** Writes the waiting changes and closes the store. Waits for at most 5 s. */
  void close() {
    boolean was = running;
    running = false;
    CountDownLatch done = new CountDownLatch(1);
    try {
      thread.execute(
          () -> {
            if (was) {
              write();
            }
            store.close();
            done.countDown();
          });
      if (!done.await(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS) || changes.count() > 0) {
        log.warn(
            "closed the replay memory although not all changes were written; {} timestamps"
                + " are out of date in the store",
            behind());
      }
    } catch (RejectedExecutionException e) {
      log.debug("the replay memory was already closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int behind() {
    synchronized (counts) {
      return changes.count() + underWay;
    }
  }

  ReplayStoreCounts statistics() {
    synchronized (counts) {
      Duration oldest = oldest();
      return new ReplayStoreCounts(
          true,
          !failing && oldest.compareTo(HANGS) < 0,
          changes.count() + underWay,
          oldest,
          Optional.ofNullable(lastWrite),
          written,
          failures.count(),
          store.damages());
    }
  }

  private Duration oldest() {
    if (behind) {
      return Duration.ofNanos(time.nanoTime() - oldestNanos);
    }
    return waiting ? Duration.ofNanos(time.nanoTime() - calledNanos) : Duration.ZERO;
  }
}
