package io.jitpeers.internal;

import io.jitpeers.internal.opening.OpenStage;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The orchestrator's own threads: openers behind a bounded queue, one writer, one for sweeps. */
public final class StageThreads implements StageExecutors {
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

  private static ThreadPoolExecutor single(String name) {
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

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
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
  public void drainOpener(long nanos) throws InterruptedException {
    opener.shutdown();
    if (!opener.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
      List<Runnable> left = opener.shutdownNow();
      for (Runnable task : left) {
        if (task instanceof OpenStage.Opening opening) {
          opening.abandon();
        }
      }
    }
  }

  @Override
  public void close() {
    opener.shutdownNow();
    sweeper.shutdown();
    writer.shutdown();
  }
}
