package io.jitpeers.internal;

import com.google.common.util.concurrent.Uninterruptibles;
import io.jitpeers.internal.common.StageExecutors;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
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

  private final Set<Thread> own = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor opener;
  private final ThreadPoolExecutor writer;
  private final ThreadPoolExecutor sweeper;

  public StageThreads(int openerThreads, int queueCapacity) {
    opener =
        new ThreadPoolExecutor(
            openerThreads,
            openerThreads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueCapacity),
            daemons("jit-opener"),
            new ThreadPoolExecutor.AbortPolicy());
    writer = single("jit-store-writer");
    sweeper = single("jit-sweeper");
  }

  private ThreadPoolExecutor single(String name) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        daemons(name),
        // What depends on a task that comes after closing then fails, instead of waiting for ever.
        new ThreadPoolExecutor.AbortPolicy());
  }

  private ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      own.add(thread);
      return thread;
    };
  }

  @Override
  public void start() {
    // A thread that cannot be started ends the start, and not a gateway that runs.
    opener.prestartAllCoreThreads();
    writer.prestartAllCoreThreads();
    sweeper.prestartAllCoreThreads();
  }

  @Override
  public Executor opener() {
    return opener;
  }

  @Override
  public Executor writer() {
    return writer;
  }

  @Override
  public Executor sweeper() {
    return sweeper;
  }

  @Override
  public int queued() {
    return opener.getQueue().size();
  }

  @Override
  public void drainOpener(long nanos, Consumer<? super Runnable> left) throws InterruptedException {
    opener.shutdown();
    try {
      var unused = opener.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    } finally {
      // Also when interrupted, as threads that close things often are.
      opener.shutdownNow().forEach(left);
    }
  }

  /**
   * Ends the threads. Waits for the step under way, for the store must not be closed under it; but
   * not for ever, and not if it is this thread's own, as when a listener closes the orchestrator.
   */
  @Override
  public void close() {
    sweeper.shutdown();
    writer.shutdown();
    if (!own.contains(Thread.currentThread())) {
      awaitEnd("sweep", sweeper);
      awaitEnd("change to the store", writer);
    }
  }

  private static void awaitEnd(String what, ThreadPoolExecutor executor) {
    if (!Uninterruptibles.awaitTerminationUninterruptibly(executor, LAST_STEP)) {
      log.warn("a {} is still under way {} after closing", what, LAST_STEP);
    }
  }
}
