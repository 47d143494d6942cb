package io.jitpeers.internal.common;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Where the stages run. Tests give executors of their own, to decide what runs when. */
public interface StageExecutors extends AutoCloseable {

  /** Gets ready, so that the first task does not wait for a thread. */
  default void start() {}

  /** Opens initiations, several at a time; refuses when its queue is full. */
  Executor opener();

  /** Changes the store, one task at a time. */
  Executor writer();

  /** Runs sweeps, one at a time. */
  Executor sweeper();

  /** Asks eviction policies, one task at a time; whoever waits for a task does not for ever. */
  default Executor policies() {
    return Runnable::run;
  }

  /** Packets that wait to be opened. */
  int queued();

  /**
   * Runs what the opener has queued. What is left when the time is up, or when the thread is
   * interrupted, is given back. Takes nothing more.
   */
  void drainOpener(long nanos, Consumer<? super Runnable> left) throws InterruptedException;

  @Override
  void close();
}
