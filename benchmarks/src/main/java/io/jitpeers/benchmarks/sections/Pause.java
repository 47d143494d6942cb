package io.jitpeers.benchmarks.sections;

import java.util.concurrent.locks.LockSupport;

/** Waiting for a time of the monotonic clock. */
final class Pause {
  private Pause() {}

  /** Returns once {@link System#nanoTime} is there. */
  static void until(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
