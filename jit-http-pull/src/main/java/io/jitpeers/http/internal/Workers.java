package io.jitpeers.http.internal;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one HTTP source, shared by its HTTP clients. The number of threads grows with the
 * number of tasks, up to a limit. Further tasks wait. Without the limit, a burst of answers on a
 * slow machine would start hundreds of threads and leave no processor time for other work.
 *
 * <p>Waking a thread takes longer than most tasks. So at most one thread is being woken or started
 * at a time. Once that thread runs, it takes a task, wakes the next thread if more tasks wait, and
 * continues until no task is left. A task that blocks its thread therefore delays no other task,
 * and short tasks share the few threads that are awake. Thread-safe.
 */
final class Workers implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  /**
   * The lowest limit on the number of threads. It leaves room for threads that are blocked by name
   * resolution or by reading a token.
   */
  private static final int LEAST_BOUND = 16;

  private static final int PER_PROCESSOR = 4;
  private static final long IDLE_SECONDS = 10;
  private static final Duration LOG_EVERY = Duration.ofSeconds(10);

  private final LogThrottle throttle;
  private final HandOver handOver = new HandOver();
  private final ThreadPoolExecutor pool;
  private final Executor entrance;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** Whether {@link #runWaiting} was passed to the pool and has not begun yet. */
  private final AtomicBoolean waking = new AtomicBoolean();

  private final Runnable runWaiting = this::runWaiting;
  private final FailureLog failures;

  /**
   * Creates workers.
   *
   * @param time the clock for throttling log entries
   * @param around wraps the executor; for tests
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

  /** Creates a thread; may throw. */
  interface Threads {
    Thread create(ThreadGroup group, Runnable task, String name);
  }

  Workers(TimeSource time, int most, Threads threads, UnaryOperator<Executor> around) {
    this.throttle = new LogThrottle(time, LOG_EVERY);
    this.failures = new FailureLog(log, time);
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    AtomicLong count = new AtomicLong();
    this.pool =
        new ThreadPoolExecutor(
            // One thread exists from the start and never ends, so that there is always a thread to
            // take waiting tasks.
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
    this.entrance = around.apply(this::add);
  }

  /**
   * Runs a task on a worker. If the system cannot start another thread, the task waits for an
   * existing thread. The method does not throw in that case, because the JDK's HTTP client does not
   * recover from an executor that throws. Tasks must be short.
   */
  @Override
  public void execute(Runnable task) {
    try {
      entrance.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      keepAfter(e, task);
    }
  }

  private void add(Runnable task) {
    waiting.add(task);
    wakeOne();
  }

  /**
   * Passes {@link #runWaiting} to the pool. Does nothing if an earlier {@code runWaiting} has not
   * begun: the earlier one will see every task that was added before this call. If no thread can be
   * started, the next call of this method tries again.
   */
  private void wakeOne() {
    if (!waking.compareAndSet(false, true)) {
      return;
    }
    boolean passed = false;
    try {
      pool.execute(runWaiting);
      passed = true;
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      keepAfter(e, runWaiting);
    } finally {
      if (!passed) {
        waking.set(false);
      }
    }
  }

  private void runWaiting() {
    waking.set(false);
    for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
      // After close, the pool would run the waiting tasks on this thread, in the middle of this
      // loop.
      if (!waiting.isEmpty() && !pool.isShutdown()) {
        wakeOne();
      }
      // A task may leave the thread interrupted.
      var unused = Thread.interrupted();
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        failures.record("a task of the HTTP source failed", e);
      }
    }
  }

  private void keepAfter(Throwable failure, Runnable task) {
    if (throttle.permit().isPresent()) {
      log.warn(
          "no thread could be started for the HTTP source; its {} threads continue",
          pool.getPoolSize(),
          failure);
    }
    keep(task, pool);
  }

  /**
   * Queues a task for a worker. After close there may be no worker, but the task still has to run,
   * because an exchange might never complete without it. The task then runs on this thread, unless
   * a worker that has not ended yet takes it first.
   */
  private void keep(Runnable task, ThreadPoolExecutor executor) {
    handOver.keep(task);
    // The pool's remove, unlike the queue's, also wakes a worker that would otherwise wait forever
    // for the removed task.
    if (executor.isShutdown() && executor.remove(task)) {
      task.run();
    }
  }

  /** Makes the threads end once their tasks are done. Returns at once. */
  @Override
  public void close() {
    pool.shutdown();
  }

  /**
   * A queue that accepts a task only if an idle thread waits for a task. Otherwise the pool starts
   * another thread. If the pool cannot do that, {@link #keep} queues the task.
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
