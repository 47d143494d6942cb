package io.jitpeers.internal.watch;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a stage, which mark their progress. They are daemon threads. Another thread can
 * take the place of a thread that hangs, until the hanging thread returns. Thread-safe.
 */
public final class StagePool extends ThreadPoolExecutor {
  private final Stage stage;
  private final int size;
  private final int mostStandIns;
  private final Object lock = new Object();
  private final Set<Thread> replaced = new HashSet<>();
  private volatile boolean anyReplaced;

  private StagePool(
      Stage stage, String name, int size, int mostStandIns, BlockingQueue<Runnable> queue) {
    // A task that arrives after closing fails at once; otherwise its caller would wait for ever.
    super(
        size,
        size,
        0,
        TimeUnit.SECONDS,
        queue,
        new Threads(stage, name, size + mostStandIns > 1),
        new Refusals());
    this.stage = stage;
    this.size = size;
    this.mostStandIns = mostStandIns;
    stage.waiting(() -> !queue.isEmpty());
    if (mostStandIns > 0) {
      stage.whenHanging(this::standIn);
    }
  }

  /** Refuses tasks. If the queue is full, always throws the same exception object. */
  private static final class Refusals implements RejectedExecutionHandler {
    private final QueueFullException full = new QueueFullException();

    @Override
    public void rejectedExecution(Runnable task, ThreadPoolExecutor pool) {
      if (pool.isShutdown()) {
        throw new RejectedExecutionException("the threads of this stage are closed");
      }
      throw full;
    }
  }

  /**
   * Thrown if the queue is full. It has no stack trace, and the same object is thrown for each
   * refusal, so that a flood of refusals costs little.
   */
  private static final class QueueFullException extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    QueueFullException() {
      super("the queue of this stage is full");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  /** Creates the threads of a stage, with numbers in their names if there can be several. */
  private record Threads(Stage stage, String name, boolean several, AtomicInteger count)
      implements java.util.concurrent.ThreadFactory {
    Threads(Stage stage, String name, boolean several) {
      this(stage, name, several, new AtomicInteger());
    }

    @Override
    public Thread newThread(Runnable work) {
      return new StageThread(stage, work, several ? name + "-" + count.incrementAndGet() : name);
    }
  }

  /** Creates a pool of one thread, which starts with the first task. */
  public static StagePool one(Stage stage, String threadName) {
    return new StagePool(stage, threadName, 1, 0, new LinkedBlockingQueue<>());
  }

  /**
   * Creates a pool in which a thread that hangs is replaced until it returns.
   *
   * @param size the number of threads, and also the maximum number of threads that are replaced at
   *     the same time
   * @param queue holds the waiting tasks, and refuses tasks when it is full
   */
  public static StagePool replaceable(
      Stage stage, String threadName, int size, BlockingQueue<Runnable> queue) {
    return new StagePool(stage, threadName, size, size, queue);
  }

  /** Starts all threads in advance. */
  public void start() {
    int unused = prestartAllCoreThreads();
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    StageProgress progress = StageProgress.here();
    if (progress != null) {
      progress.begin();
    }
  }

  @Override
  protected void afterExecute(Runnable task, @org.jspecify.annotations.Nullable Throwable failure) {
    StageProgress progress = StageProgress.here();
    if (progress != null) {
      progress.end();
    }
    if (anyReplaced) {
      cameBack();
    }
  }

  /** Adds a thread in place of a thread that hangs. */
  private void standIn(Thread hanging) {
    synchronized (lock) {
      boolean due = !isShutdown() && replaced.size() < mostStandIns && replaced.add(hanging);
      if (!due) {
        return;
      }
      anyReplaced = true;
      setMaximumPoolSize(size + replaced.size());
      setCorePoolSize(size + replaced.size());
    }
    // If no thread can be started now, the next task starts one.
    boolean unused = prestartCoreThread();
    StageWatch.log.warn("another thread replaces {} until it returns", hanging.getName());
  }

  /** Shrinks the pool by one thread if the current thread was replaced and has now returned. */
  private void cameBack() {
    synchronized (lock) {
      if (replaced.remove(Thread.currentThread())) {
        anyReplaced = !replaced.isEmpty();
        setCorePoolSize(size + replaced.size());
        setMaximumPoolSize(size + replaced.size());
      }
    }
  }

  /** Returns whether the current thread belongs to this pool. */
  public boolean isThisThread() {
    return stage.isThisThread();
  }

  /**
   * Waits until all tasks have ended. Returns false if some tasks still run after {@code patience}.
   * If called on a thread of this pool, returns true at once. Called after {@link #shutdown}.
   */
  public boolean awaitEnd(Duration patience) {
    return isThisThread() || Uninterruptibles.awaitTerminationUninterruptibly(this, patience);
  }
}
