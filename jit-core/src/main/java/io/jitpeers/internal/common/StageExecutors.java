package io.jitpeers.internal.common;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The executors of the stages. Tests provide their own, to decide what runs when. */
public interface StageExecutors extends AutoCloseable {

  /** Starts threads, so that the first task does not wait for one. */
  default void start() {}

  /** Opens initiations, several at a time; refuses when its queue is full. */
  Executor opener();

  /** Changes the store, one task at a time. */
  Executor writer();

  /** Runs sweeps, one at a time. */
  Executor sweeper();

  /** Runs eviction policies, one task at a time; callers wait for a bounded time. */
  default Executor policies() {
    return Runnable::run;
  }

  /** Returns the number of packets that wait to be opened. */
  int queued();

  /**
   * Runs the opener's queued tasks, and takes no more. Passes on the tasks that are left when the
   * time is up or the thread is interrupted.
   */
  void drainOpener(long nanos, Consumer<? super Runnable> left) throws InterruptedException;

  @Override
  void close();
}
