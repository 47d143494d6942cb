package io.jitpeers.testing;

import io.jitpeers.internal.common.StageExecutors;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Stages that run only when the test says so, on its thread, so that it can produce every
 * interleaving. Thread-safe: tasks run on one thread at a time, and closing on another thread waits
 * for the test's thread, as it waits for real stages.
 */
public final class ManualStages implements StageExecutors {
  private final Deque<Runnable> opener = new LinkedBlockingDeque<>();
  private final Deque<Runnable> writer = new LinkedBlockingDeque<>();
  private final Deque<Runnable> sweeper = new LinkedBlockingDeque<>();
  private final int queueCapacity;
  private volatile boolean closed;

  public ManualStages(int queueCapacity) {
    this.queueCapacity = queueCapacity;
  }

  public ManualStages() {
    this(Integer.MAX_VALUE);
  }

  /** Opens all packets that wait to be opened. */
  public void runOpener() {
    run(opener);
  }

  /** Lets the writer do all its work. */
  public void runWriter() {
    run(writer);
  }

  /** Returns whether the writer has nothing to do. */
  public boolean isWriterIdle() {
    return writer.isEmpty();
  }

  /** Runs sweeps as far as possible. */
  public void runSweeper() {
    run(sweeper);
  }

  /** Runs everything until nothing is left to run. */
  public synchronized void runAll() {
    while (!opener.isEmpty() || !writer.isEmpty() || !sweeper.isEmpty()) {
      runOpener();
      runWriter();
      runSweeper();
    }
  }

  private synchronized void run(Deque<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Override
  public Executor opener() {
    return task -> {
      if (opener.size() >= queueCapacity) {
        throw new RejectedExecutionException("the queue is full");
      }
      opener.add(task);
    };
  }

  @Override
  public Executor writer() {
    return task -> add(writer, task);
  }

  @Override
  public Executor sweeper() {
    return task -> add(sweeper, task);
  }

  @Override
  public int queued() {
    return opener.size();
  }

  @Override
  public void drainOpener(long nanos, Consumer<? super Runnable> left) {
    for (Runnable task = opener.poll(); task != null; task = opener.poll()) {
      left.accept(task);
    }
  }

  private void add(Deque<Runnable> tasks, Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    tasks.add(task);
    if (closed && tasks.remove(task)) {
      throw new RejectedExecutionException("closed"); // Closing has missed it.
    }
  }

  /** As with real threads, queued tasks still run and no further one is accepted. */
  @Override
  public synchronized void close() {
    closed = true;
    run(writer);
    run(sweeper);
  }
}
