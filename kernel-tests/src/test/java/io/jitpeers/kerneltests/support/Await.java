package io.jitpeers.kerneltests.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for the kernel, whose timing tests cannot control. Not for this project's own logic, where
 * time is injected.
 */
public final class Await {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Await() {}

  /**
   * Checks a condition repeatedly.
   *
   * @return whether it became true in time
   */
  public static boolean until(Duration atMost, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > atMost.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return true;
  }
}
