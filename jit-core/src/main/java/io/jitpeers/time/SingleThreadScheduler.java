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
    // Now, and not with the first task: a deadline that no thread could be started for is none.
    int unused = executor.prestartAllCoreThreads();
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    ScheduledFuture<?> future =
        executor.schedule(
            () -> run(task),
            Math.max(0, TimeUnit.NANOSECONDS.convert(delay)), // Saturates, unlike toNanos.
            TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private void run(Runnable task) {
    if (closed) {
      return; // The executor drops what is not due yet, and this what was due but had not begun.
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // The future would swallow an error, for nobody asks it.
      log.error("a scheduled task failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    // Not shutdownNow: it would interrupt a running task, perhaps in the middle of a system call.
    executor.shutdown();
  }
}
