package io.jitpeers.internal.watch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stage of the orchestrator's own: its threads, what waits for them, and what waits for the
 * stage. Thread-safe.
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

  /** Returns what a thread that is not this stage's own marks its progress with. */
  public StageProgress visitor() {
    StageProgress progress = new StageProgress();
    add(progress);
    return progress;
  }

  /**
   * Says when something waits for a thread of this stage.
   *
   * @param whether must take no lock of the stage's: who asks must not hang with it
   */
  void waiting(BooleanSupplier whether) {
    waiting = whether;
  }

  /** Has somebody told of each thread that hangs, in the stage's own code or in others'. */
  void whenHanging(Consumer<Thread> what) {
    standIn = what;
  }

  void add(StageProgress progress) {
    threads.add(progress);
  }

  void remove(StageProgress progress) {
    threads.remove(progress);
  }

  /** Whether this is a thread of the stage. */
  boolean isThisThread() {
    return Thread.currentThread() instanceof StageThread own && own.stage() == this;
  }

  void hangs(Thread thread) {
    standIn.accept(thread);
  }

  /** Looks at each thread, and at what waits for them; returns how many hang that did not. */
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
    // Once for each hang, so the log needs no other bound.
    StageWatch.log.error(
        "{} has not gone on for {}: {}",
        name,
        since(one.sighting, now),
        holdsUp,
        Stacks.of(thread));
    if (thread != null) {
      hangs(thread);
    }
  }

  /** Whoever is busy is looked at for itself. */
  private int lookAtBacklog(long now, int enough, boolean busy, long all) {
    if (busy || !waiting.getAsBoolean()) {
      rest(backlog, null, now);
      return 0;
    }
    if (!backlog.look(now, all, enough)) {
      return 0;
    }
    StageWatch.log.error(
        "{} has had work for {} that no thread of it takes: {}",
        name,
        since(backlog, now),
        holdsUp);
    return 1;
  }

  private void rest(Sighting sighting, @Nullable Thread thread, long now) {
    if (sighting.isTold()) {
      StageWatch.log.warn(
          "{} goes on{}, after {}",
          name,
          thread == null ? "" : " in " + thread.getName(),
          since(sighting, now));
    }
    sighting.rest();
  }

  private static Duration since(Sighting sighting, long now) {
    return Duration.ofNanos(now - sighting.since());
  }

  /** How many hang, as was seen and still holds. */
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
