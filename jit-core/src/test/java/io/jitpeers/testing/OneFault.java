package io.jitpeers.testing;

import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Throws once, at the n-th call of the clock, scheduler or stages that it wraps, as when no thread
 * can be started. Tasks may throw, as on real threads. Not thread-safe.
 */
public final class OneFault {
  private static final int NEVER = -1;

  /** The places that can throw. */
  public enum Place {
    CLOCK,
    SCHEDULER,
    STAGES
  }

  private final Place place;
  private int callsLeft = NEVER;
  private boolean fired;

  public OneFault(Place place) {
    this.place = place;
  }

  /** Arms the fault: the given number of calls succeed, and the next one throws. */
  public void after(int calls) {
    callsLeft = calls;
  }

  /** Disarms the fault: every further call succeeds. */
  public void disarm() {
    callsLeft = NEVER;
  }

  /** Returns whether it has thrown. */
  public boolean fired() {
    return fired;
  }

  private void pass(Place which) {
    if (which == place && callsLeft != NEVER && callsLeft-- == 0) {
      fired = true;
      throw new OutOfMemoryError("unable to create native thread, on purpose");
    }
  }

  /** Wraps a clock. */
  public TimeSource clock(TimeSource real) {
    return new TimeSource() {
      @Override
      public long nanoTime() {
        pass(Place.CLOCK);
        return real.nanoTime();
      }

      @Override
      public Instant wallTime() {
        pass(Place.CLOCK);
        return real.wallTime();
      }
    };
  }

  /** Wraps a scheduler. */
  public Scheduler scheduler(Scheduler real) {
    return new Scheduler() {
      @Override
      public Cancellable schedule(Runnable task, Duration delay) {
        pass(Place.SCHEDULER);
        return real.schedule(() -> survive(task), delay);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  /** Wraps a thread. */
  public Executor executor(Executor real) {
    return task -> {
      pass(Place.STAGES);
      real.execute(task);
    };
  }

  /** Wraps stages. */
  public StageExecutors stages(StageExecutors real) {
    return new StageExecutors() {
      @Override
      public Executor opener() {
        return task -> {
          pass(Place.STAGES);
          real.opener().execute(task);
        };
      }

      @Override
      public Executor writer() {
        return surviving(real.writer());
      }

      @Override
      public Executor sweeper() {
        return surviving(real.sweeper());
      }

      private Executor surviving(Executor stage) {
        return task -> {
          pass(Place.STAGES);
          stage.execute(() -> survive(task));
        };
      }

      @Override
      public int queued() {
        return real.queued();
      }

      @Override
      public void drainOpener(long nanos, Consumer<? super Runnable> left)
          throws InterruptedException {
        real.drainOpener(nanos, left);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  /** Runs a task and swallows the fault, as a thread of its own would. */
  public static void survive(Runnable task) {
    try {
      task.run();
    } catch (OutOfMemoryError e) {
      if (!e.getMessage().endsWith("on purpose")) {
        throw e;
      }
    }
  }
}
