package io.jitpeers.http.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of one source, which its HTTP clients share. Thread-safe. */
final class Workers implements Executor, AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor pool;

  Workers() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    AtomicLong count = new AtomicLong();
    this.pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(group, task, "jit-http-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            // Only after close: what ends an exchange must still run.
            (task, executor) -> task.run());
  }

  /** Runs a task on a worker. Tasks are short. */
  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Ends the threads when their tasks are done. Does not wait. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
