package io.jitpeers.internal;

import com.google.common.util.concurrent.Uninterruptibles;
import io.jitpeers.internal.common.StageExecutors;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The orchestrator's own threads: openers behind a bounded queue, one writer, one for sweeps. */
public final class StageThreads implements StageExecutors {
  private static final Logger log = LoggerFactory.getLogger(StageThreads.class);
  private static final Duration LAST_STEP = Duration.ofSeconds(5);

  private final Stage opener;
  private final Stage writer;
  private final Stage sweeper;

  /** A pool, and its threads that live. */
  private static final class Stage {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final String name;
    private final ThreadPoolExecutor pool;

    private Stage(String name, int size, BlockingQueue<Runnable> queue) {
      this.name = name;
      // What depends on a task that comes after closing then fails, instead of waiting for ever.
      ThreadPoolExecutor.AbortPolicy refusing = new ThreadPoolExecutor.AbortPolicy();
      this.pool =
          new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS, queue, this::newThread, refusing);
    }

    private Thread newThread(Runnable work) {
      Thread thread = new Thread(() -> runAndForget(work), name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }

    /** A thread that a task's failure ends is not held: the pool makes another one. */
    private void runAndForget(Runnable work) {
      threads.add(Thread.currentThread());
      try {
        work.run();
      } finally {
        threads.remove(Thread.currentThread());
      }
    }

    private boolean isThisThread() {
      return threads.contains(Thread.currentThread());
    }

    /** Waits for the step under way, but not if it is this thread's own. */
    private void awaitEnd(String what) {
      if (!isThisThread() && !Uninterruptibles.awaitTerminationUninterruptibly(pool, LAST_STEP)) {
        log.warn("a {} is still under way {} after closing", what, LAST_STEP);
      }
    }
  }

  public StageThreads(int openerThreads, int queueCapacity) {
    opener = new Stage("jit-opener", openerThreads, new ArrayBlockingQueue<>(queueCapacity));
    writer = new Stage("jit-store-writer", 1, new LinkedBlockingQueue<>());
    sweeper = new Stage("jit-sweeper", 1, new LinkedBlockingQueue<>());
  }

  @Override
  public void start() {
    // A thread that cannot be started ends the start, and not a gateway that runs.
    opener.pool.prestartAllCoreThreads();
    writer.pool.prestartAllCoreThreads();
    sweeper.pool.prestartAllCoreThreads();
  }

  @Override
  public Executor opener() {
    return opener.pool;
  }

  @Override
  public Executor writer() {
    return writer.pool;
  }

  @Override
  public Executor sweeper() {
    return sweeper.pool;
  }

  @Override
  public int queued() {
    return opener.pool.getQueue().size();
  }

  @Override
  public void drainOpener(long nanos, Consumer<? super Runnable> left) throws InterruptedException {
    opener.pool.shutdown();
    try {
      if (!opener.isThisThread()) {
        var unused = opener.pool.awaitTermination(nanos, TimeUnit.NANOSECONDS);
      }
    } finally {
      // Also when interrupted, as threads that close things often are.
      opener.pool.shutdownNow().forEach(left);
    }
  }

  /**
   * Ends the threads. Waits for the steps under way, for the store must not be closed under them;
   * but not for ever, and not for the one that is this thread's own, as when a listener closes the
   * orchestrator.
   */
  @Override
  public void close() {
    sweeper.pool.shutdown();
    writer.pool.shutdown();
    sweeper.awaitEnd("sweep");
    writer.awaitEnd("change to the store");
  }
}
