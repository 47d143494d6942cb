package io.jitpeers.internal.watch;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a stage, which mark their progress. They are daemons. Others can stand in for
 * those that hang: for each one, until it comes back. Thread-safe.
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
    // What depends on a task that comes after closing then fails, instead of waiting for ever.
    super(
        size,
        size,
        0,
        TimeUnit.SECONDS,
        queue,
        new Threads(stage, name, size + mostStandIns > 1),
        new AbortPolicy());
    this.stage = stage;
    this.size = size;
    this.mostStandIns = mostStandIns;
    stage.waiting(() -> !queue.isEmpty());
    if (mostStandIns > 0) {
      stage.whenHanging(this::standIn);
    }
  }

  /** Makes threads of a stage, with numbers if there can be several. */
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

  /** Creates a stage's one thread, which starts with the first task. */
  public static StagePool one(Stage stage, String threadName) {
    return new StagePool(stage, threadName, 1, 0, new LinkedBlockingQueue<>());
  }

  /**
   * Creates threads of which each may hang, and is then stood in for until it comes back.
   *
   * @param size how many; as many stand in at the most
   * @param queue refuses when it is full
   */
  public static StagePool replaceable(
      Stage stage, String threadName, int size, BlockingQueue<Runnable> queue) {
    return new StagePool(stage, threadName, size, size, queue);
  }

  /** Starts all threads, so that no task has to. */
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

  /** A thread hangs: another one takes its place. */
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
    // If no thread can be started now, the next task starts it.
    boolean unused = prestartCoreThread();
    StageWatch.log.warn("another thread stands in for {} until it comes back", hanging.getName());
  }

  /** One thread is too many from now on, and ends when it has nothing to do. */
  private void cameBack() {
    synchronized (lock) {
      if (replaced.remove(Thread.currentThread())) {
        anyReplaced = !replaced.isEmpty();
        setCorePoolSize(size + replaced.size());
        setMaximumPoolSize(size + replaced.size());
      }
    }
  }

  /** Returns whether the current thread is one of these. */
  public boolean isThisThread() {
    return stage.isThisThread();
  }

  /** Waits for the step under way, but not if it is this thread's own; false if it goes on. */
  public boolean awaitEnd(Duration patience) {
    return isThisThread() || Uninterruptibles.awaitTerminationUninterruptibly(this, patience);
  }
}
