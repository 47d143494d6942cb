package io.jitpeers.http.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one source, which its HTTP clients share: as many as have something to do, up to a
 * bound, beyond which tasks wait. Without it a burst of answers on a slow machine makes hundreds of
 * threads, which take the processor from all others. Thread-safe.
 */
final class Workers implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  /** Some may wait, for a name to be resolved or a token to be read. */
  private static final int LEAST_BOUND = 16;

  private static final int PER_PROCESSOR = 4;
  private static final long IDLE_SECONDS = 10;

  private final HandOver handOver = new HandOver();
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
    this(most, Thread::new);
  }

  /** Creates a thread; it may throw. */
  interface Threads {
    Thread create(ThreadGroup group, Runnable task, String name);
  }

  Workers(int most, Threads threads) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    AtomicLong count = new AtomicLong();
    this.pool =
        new ThreadPoolExecutor(
            // One is there from the start and stays, so that there is one that takes what waits.
            1,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            handOver,
            task -> {
              Thread thread = threads.create(group, task, "jit-http-" + count.incrementAndGet());
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
    pool.prestartCoreThread();
  }

  /**
   * Runs a task on a worker. Tasks are short. If the system has no thread for one more worker, the
   * task waits for those that are there: the JDK's client does not survive an executor that throws.
   */
  @Override
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (OutOfMemoryError e) {
      log.warn(
          "no thread could be started for the HTTP source; its {} go on", pool.getPoolSize(), e);
      handOver.keep(task);
    }
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
