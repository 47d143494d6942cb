package io.jitpeers.benchmarks.sections;

import java.util.concurrent.locks.LockSupport;

/** Waits until the monotonic clock reaches a given time. */
final class Pause {
  private Pause() {}

  /** Returns once {@link System#nanoTime} has reached the given value. */
  static void until(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
