package io.jitpeers.http.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one source, which its HTTP clients share. A task that gets no thread, as when no
 * more can be started, is run by whoever hands it over: a client of the JDK's does not survive that
 * its executor throws, and a lookup would wait for its deadline. Thread-safe.
 */
final class Workers implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor pool;
  private final Executor entrance;

  /**
   * Creates them.
   *
   * @param around stands in front of the threads; for tests
   */
  Workers(UnaryOperator<Executor> around) {
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
    this.entrance = around.apply(pool);
  }

  /** Runs a task on a worker. Tasks are short. */
  @Override
  public void execute(Runnable task) {
    try {
      entrance.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      log.warn("no thread for a task of the HTTP source: whoever has it runs it", e);
      runHere(task);
    }
  }

  /** What a task throws ends there, as on a thread of its own. */
  private static void runHere(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("a task of the HTTP source failed", e);
    }
  }

  /** Ends the threads when their tasks are done. Does not wait. */
  @Override
  public void close() {
    pool.shutdown();
  }
}
