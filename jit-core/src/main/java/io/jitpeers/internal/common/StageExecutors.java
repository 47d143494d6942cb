package io.jitpeers.internal.common;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The executors that open initiations, change the peer store, run sweeps and call eviction
 * policies. Tests provide their own executors, to control when each task runs.
 */
public interface StageExecutors extends AutoCloseable {

  /** Starts the threads in advance, so that the first task does not wait for a thread. */
  default void start() {}

  /**
   * Returns the executor that opens initiations, several at a time. It refuses tasks while its
   * queue is full.
   */
  Executor opener();

  /** Returns the executor that changes the peer store, one task at a time. */
  Executor writer();

  /** Returns the executor that runs sweeps, one at a time. */
  Executor sweeper();

  /**
   * Returns the executor that calls eviction policies, one task at a time. A caller waits for its
   * task only for a bounded time. The default executor is an exception: it runs each task on the
   * caller's thread, so the caller waits until the task ends.
   */
  default Executor policies() {
    return Runnable::run;
  }

  /** Returns the number of packets that wait to be opened. */
  int queued();

  /**
   * Closes the opener to new tasks, and waits until it has run the queued tasks. If the wait
   * exceeds {@code nanos} or the thread is interrupted, passes the remaining tasks to {@code left}.
   */
  void drainOpener(long nanos, Consumer<? super Runnable> left) throws InterruptedException;

  @Override
  void close();
}
