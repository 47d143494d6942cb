package io.jitpeers.http.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads of one source, which its HTTP clients share: as many as have something to do, up to a
 * bound, beyond which tasks wait. Without it a burst of answers on a slow machine makes hundreds of
 * threads, which take the processor from all others. Thread-safe.
 */
final class Workers implements Executor, AutoCloseable {
  /** Some may wait, for a name to be resolved or a token to be read. */
  private static final int LEAST_BOUND = 16;

  private static final int PER_PROCESSOR = 4;
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor pool;

  Workers() {
    this(Math.max(LEAST_BOUND, PER_PROCESSOR * Runtime.getRuntime().availableProcessors()));
  }

  /**
   * Creates workers.
   *
   * @param most threads at the same time
   */
  Workers(int most) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    AtomicLong count = new AtomicLong();
    HandOver handOver = new HandOver();
    this.pool =
        new ThreadPoolExecutor(
            // One stays, so that there is always one that takes what waits.
            1,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            handOver,
            task -> {
              Thread thread = new Thread(group, task, "jit-http-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            (task, executor) -> {
              if (executor.isShutdown()) {
                // What ends an exchange must still run.
                task.run();
              } else {
                handOver.keep(task);
              }
            });
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

  /**
   * Takes a task only if a thread waits for one. Otherwise the pool creates another thread, and
   * when it may not, the task is kept.
   */
  private static final class HandOver extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    void keep(Runnable task) {
      var unused = super.offer(task);
    }
  }
}
