package io.jitpeers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The tests' only look at a real clock. A test waits here for what another thread or process does;
 * the bound ends a test that hangs, and is so long that no slow machine reaches it.
 */
public final class Await {
  /** How long a test waits for what should happen at once. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private Await() {}

  /** What may take its time, and may fail. */
  @FunctionalInterface
  public interface Action {
    /**
     * Does it.
     *
     * @throws Exception if that fails
     */
    void run() throws Exception;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what what is waited for, for the failure's message
   * @param condition asked again and again, on this thread
   * @throws AssertionError if it does not hold within {@link #PATIENCE}
   * @throws Exception if the condition fails, or the thread is interrupted
   */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    until(() -> what, condition);
  }

  /**
   * Waits until a condition holds, with a message that is made when it is needed.
   *
   * @param what what is waited for, for the failure's message
   * @param condition asked again and again, on this thread
   * @throws AssertionError if it does not hold within {@link #PATIENCE}
   * @throws Exception if the condition fails, or the thread is interrupted
   */
  public static void until(Supplier<String> what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    long pause = 1_000;
    while (!condition.call()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(pause);
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for " + what.get());
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  /**
   * Runs what has to wait, and fails if it did not wait long enough. There is no such check for too
   * long: that is for benchmarks, or the machine's speed decides.
   *
   * @param duration the shortest time that is right
   * @param action what has to wait
   * @throws Exception if the action fails
   */
  public static void takesAtLeast(Duration duration, Action action) throws Exception {
    long start = System.nanoTime();
    action.run();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(duration);
  }
}
