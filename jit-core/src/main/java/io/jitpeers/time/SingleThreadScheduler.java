package io.jitpeers.time;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scheduler on one daemon thread. */
final class SingleThreadScheduler implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(Scheduler.class);

  private final ScheduledThreadPoolExecutor executor;
  private volatile boolean closed;

  SingleThreadScheduler(String threadName) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    // Starts the thread now, not with the first task, so that a failure to start the thread shows
    // at creation.
    int unused = executor.prestartAllCoreThreads();
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    ScheduledFuture<?> future =
        executor.schedule(
            () -> run(task),
            Math.max(0, TimeUnit.NANOSECONDS.convert(delay)), // Unlike toNanos, this saturates.
            TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private void run(Runnable task) {
    if (closed) {
      // After closing, the executor discards tasks that are not due. This check discards tasks that
      // are due.
      return;
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // The executor would store the failure in the future, which no code reads.
      log.error("a scheduled task failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    // Unlike shutdownNow, this method does not interrupt a running task, which may be in a system
    // call.
    executor.shutdown();
  }
}
