package io.jitpeers.time;

import java.time.Duration;
import java.util.Objects;

/** Runs things later. Thread-safe. Tests give one whose time they move by hand. */
public interface Scheduler extends AutoCloseable {

  /**
   * Runs a task once, after a delay.
   *
   * @param task what to run, on a thread of the scheduler's; it must be short and must not throw
   * @param delay how long to wait; zero or negative for as soon as possible
   * @return cancels the task if it has not begun
   */
  Cancellable schedule(Runnable task, Duration delay);

  /** Drops what has not begun. Closing again does nothing. */
  @Override
  void close();

  /** A task that is to run. */
  @FunctionalInterface
  interface Cancellable {
    /** Keeps the task from running, if it has not begun. Does not wait. */
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
