package io.jitpeers.internal.watch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stage of the orchestrator, with its threads and the work that waits for them. If the stage
 * hangs, the log message says what the hang holds up, such as "lost sessions are not recovered".
 * Thread-safe.
 */
public final class Stage {
  private final String name;
  private final String holdsUp;
  private final Set<StageProgress> threads = ConcurrentHashMap.newKeySet();
  private final Sighting backlog = new Sighting();
  private volatile BooleanSupplier waiting = () -> false;
  private volatile Consumer<Thread> standIn = thread -> {};

  Stage(String name, String holdsUp) {
    this.name = name;
    this.holdsUp = holdsUp;
  }

  /** Adds a progress mark for a thread that does not belong to this stage, and returns the mark. */
  public StageProgress visitor() {
    StageProgress progress = new StageProgress();
    add(progress);
    return progress;
  }

  /**
   * Sets the condition that tells whether work is waiting for a thread of this stage.
   *
   * @param whether the condition. It must take no lock of the stage. If it took one, the watch
   *     would hang together with the stage
   */
  void waiting(BooleanSupplier whether) {
    waiting = whether;
  }

  /**
   * Sets the action that runs for each thread that hangs, no matter whether the thread hangs in the
   * stage's own code or in external code.
   */
  void whenHanging(Consumer<Thread> what) {
    standIn = what;
  }

  void add(StageProgress progress) {
    threads.add(progress);
  }

  void remove(StageProgress progress) {
    threads.remove(progress);
  }

  /** Returns whether the current thread belongs to this stage. */
  boolean isThisThread() {
    return Thread.currentThread() instanceof StageThread own && own.stage() == this;
  }

  void hangs(Thread thread) {
    standIn.accept(thread);
  }

  /** Checks each thread and the waiting work. Returns the number of new hangs. */
  int look(long now, int enough) {
    int more = 0;
    boolean busy = false;
    long all = 0;
    for (StageProgress one : threads) {
      long seen = one.steps();
      all += seen;
      if (!one.isBusy()) {
        rest(one.sighting, one.thread(), now);
        continue;
      }
      busy = true;
      if (one.sighting.isTold() && !one.sighting.isTold(seen)) {
        rest(one.sighting, one.thread(), now);
      }
      if (one.sighting.look(now, seen, enough)) {
        more++;
        tell(one, now);
      }
    }
    return more + lookAtBacklog(now, enough, busy, all);
  }

  private void tell(StageProgress one, long now) {
    Thread thread = one.thread();
    // Logged once per hang, so no further rate limit is needed.
    StageWatch.log.error(
        "{} has made no progress for {}: {}",
        name,
        since(one.sighting, now),
        holdsUp,
        Stacks.of(thread));
    if (thread != null) {
      hangs(thread);
    }
  }

  /**
   * Checks whether a thread takes the waiting work. While a thread is busy, checks nothing, because
   * busy threads are checked separately. Returns 1 if this check found a new hang, otherwise 0.
   */
  private int lookAtBacklog(long now, int enough, boolean busy, long all) {
    if (busy || !waiting.getAsBoolean()) {
      rest(backlog, null, now);
      return 0;
    }
    if (!backlog.look(now, all, enough)) {
      return 0;
    }
    StageWatch.log.error(
        "{} has had work waiting for {}, and none of its threads takes it: {}",
        name,
        since(backlog, now),
        holdsUp);
    return 1;
  }

  private void rest(Sighting sighting, @Nullable Thread thread, long now) {
    if (sighting.isTold()) {
      StageWatch.log.warn(
          "{} makes progress again{}, after {}",
          name,
          thread == null ? "" : " in " + thread.getName(),
          since(sighting, now));
    }
    sighting.rest();
  }

  private static Duration since(Sighting sighting, long now) {
    return Duration.ofNanos(now - sighting.since());
  }

  /**
   * Returns the number of threads that were found to hang and have made no progress since then,
   * plus 1 if no thread takes the waiting work.
   */
  int hanging() {
    int count = 0;
    for (StageProgress one : threads) {
      if (one.isBusy() && one.sighting.isTold(one.steps())) {
        count++;
      }
    }
    return backlog.isTold() && waiting.getAsBoolean() ? count + 1 : count;
  }
}
