package io.jitpeers.time;

import java.time.Duration;
import java.util.Objects;

/** Runs tasks after a delay. Thread-safe. Tests use a scheduler whose time they advance by hand. */
public interface Scheduler extends AutoCloseable {

  /**
   * Runs a task once, after a delay.
   *
   * @param task runs on a thread of the scheduler; must be short and must not throw
   * @param delay how long to wait; zero or negative to run as soon as possible
   * @return a handle that cancels the task if it has not started
   */
  Cancellable schedule(Runnable task, Duration delay);

  /** Discards all tasks that have not started. Closing again does nothing. */
  @Override
  void close();

  /** A handle to a scheduled task. */
  @FunctionalInterface
  interface Cancellable {
    /** Cancels the task if it has not started. Does not wait. */
    void cancel();
  }

  /**
   * Creates a scheduler with one daemon thread of its own. The caller closes it.
   *
   * @param threadName the thread's name
   * @return a new scheduler
   */
  static Scheduler singleThread(String threadName) {
    return new SingleThreadScheduler(Objects.requireNonNull(threadName, "threadName"));
  }
}
