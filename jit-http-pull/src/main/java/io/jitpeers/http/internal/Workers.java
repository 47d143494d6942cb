package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
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
  private static final Duration LOG_EVERY = Duration.ofSeconds(10);

  private final LogThrottle throttle;
  private final HandOver handOver = new HandOver();
  private final ThreadPoolExecutor pool;
  private final Executor entrance;

  /**
   * Creates workers.
   *
   * @param time for the pace of what is logged
   * @param around stands in front of the threads; for tests
   */
  Workers(TimeSource time, UnaryOperator<Executor> around) {
    this(
        time,
        Math.max(LEAST_BOUND, PER_PROCESSOR * Runtime.getRuntime().availableProcessors()),
        Thread::new,
        around);
  }

  Workers(TimeSource time, int most) {
    this(time, most, Thread::new, UnaryOperator.identity());
  }

  /** Creates a thread; it may throw. */
  interface Threads {
    Thread create(ThreadGroup group, Runnable task, String name);
  }

  Workers(TimeSource time, int most, Threads threads, UnaryOperator<Executor> around) {
    this.throttle = new LogThrottle(time, LOG_EVERY);
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
            this::keep);
    pool.prestartCoreThread();
    this.entrance = around.apply(pool);
  }

  /**
   * Runs a task on a worker. Tasks are short. If the system has no thread for one more worker, the
   * task waits for those that are there: the JDK's client does not survive an executor that throws.
   */
  @Override
  public void execute(Runnable task) {
    try {
      entrance.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      if (throttle.permit().isPresent()) {
        log.warn(
            "no thread could be started for the HTTP source; its {} go on", pool.getPoolSize(), e);
      }
      keep(task, pool);
    }
  }

  /** Has a task wait for a worker. After the end there is none, and what ends an exchange runs. */
  private void keep(Runnable task, ThreadPoolExecutor executor) {
    handOver.keep(task);
    if (executor.isShutdown() && handOver.remove(task)) {
      task.run();
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
