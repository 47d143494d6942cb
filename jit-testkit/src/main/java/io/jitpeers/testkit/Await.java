package io.jitpeers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waits in a test, by the real clock, for actions of another thread or process. The time limit ends
 * a test that hangs. A test that passes does not reach the limit, even on a slow machine.
 */
public final class Await {
  /** The time limit for a condition that should hold almost at once. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private Await() {}

  /** An action that may block and may throw. */
  @FunctionalInterface
  public interface Action {
    /**
     * Runs the action.
     *
     * @throws Exception if the action fails
     */
    void run() throws Exception;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what the name of the condition in the failure's message
   * @param condition called repeatedly on this thread
   * @throws AssertionError if the condition does not hold within {@link #PATIENCE}
   * @throws Exception if the condition throws, or the thread is interrupted
   */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    until(() -> what, condition);
  }

  /**
   * Waits until a condition holds. The message is created only if the wait fails.
   *
   * @param what returns the name of the condition in the failure's message
   * @param condition called repeatedly on this thread
   * @throws AssertionError if the condition does not hold within {@link #PATIENCE}
   * @throws Exception if the condition throws, or the thread is interrupted
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
   * Runs an action that must block for some time, and fails if the action returns too early. The
   * maximum duration is not checked, because it depends on the machine's speed.
   *
   * @param duration the minimum duration
   * @param action the action that must block
   * @throws Exception if the action fails
   */
  public static void takesAtLeast(Duration duration, Action action) throws Exception {
    long start = System.nanoTime();
    action.run();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(duration);
  }
}
