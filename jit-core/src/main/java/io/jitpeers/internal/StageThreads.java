package io.jitpeers.internal;

import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.watch.StagePool;
import io.jitpeers.internal.watch.StageWatch;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orchestrator's own threads: the openers, one store writer, one thread for sweeps, and one for
 * eviction policies. The openers take initiations from a bounded queue and open them. While an
 * opener hangs, another thread replaces it.
 */
public final class StageThreads implements StageExecutors {
  private static final Logger log = LoggerFactory.getLogger(StageThreads.class);
  private static final Duration LAST_STEP = Duration.ofSeconds(5);

  private final StagePool opener;
  private final StagePool writer;
  private final StagePool sweeper;
  private final StagePool policies;

  /**
   * Creates threads.
   *
   * @param openerThreads how many threads open initiations; at most this many hanging threads are
   *     replaced at the same time
   * @param queueCapacity how many packets may wait to be opened
   * @param watch notices threads that hang
   */
  public StageThreads(int openerThreads, int queueCapacity, StageWatch watch) {
    opener =
        StagePool.replaceable(
            watch.stage("an opener", "clients whose initiations are to be opened wait for it"),
            "jit-opener",
            openerThreads,
            new ArrayBlockingQueue<>(queueCapacity));
    writer =
        StagePool.one(
            watch.stage("the store writer", "no peer is installed, changed or removed meanwhile"),
            "jit-store-writer");
    sweeper =
        StagePool.one(
            watch.stage(
                "the thread of sweeps", "no peer is evicted, and no change of the device is read"),
            "jit-sweeper");
    policies =
        StagePool.one(
            watch.stage("the thread of eviction policies", "they evict no peers meanwhile"),
            "jit-policies");
  }

  @Override
  public void start() {
    // If a thread cannot be started, the start fails now. Otherwise the gateway would fail later,
    // while it runs.
    opener.start();
    writer.start();
    sweeper.start();
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
  public Executor policies() {
    return policies;
  }

  @Override
  public int queued() {
    return opener.getQueue().size();
  }

  @Override
  public void drainOpener(long nanos, Consumer<? super Runnable> left) throws InterruptedException {
    opener.shutdown();
    try {
      if (!opener.isThisThread()) {
        var unused = opener.awaitTermination(nanos, TimeUnit.NANOSECONDS);
      }
    } finally {
      // This is also done if the wait was interrupted, because a thread that closes an orchestrator
      // often is.
      opener.shutdownNow().forEach(left);
    }
  }

  /**
   * Ends the threads. Waits for sweeps and store changes in progress, because the store must not be
   * closed while they use it. The wait is bounded. If the calling thread itself runs a sweep or a
   * store change, for example because a plug-in closes the orchestrator, this method does not wait
   * for that sweep or change.
   */
  @Override
  public void close() {
    policies.shutdown();
    sweeper.shutdown();
    writer.shutdown();
    awaitEnd(sweeper, "sweep");
    awaitEnd(writer, "change to the store");
  }

  private static void awaitEnd(StagePool pool, String what) {
    if (!pool.awaitEnd(LAST_STEP)) {
      log.warn("a {} is still under way {} after closing", what, LAST_STEP);
    }
  }
}
