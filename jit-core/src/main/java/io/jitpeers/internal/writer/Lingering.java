package io.jitpeers.internal.writer;

import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.time.TimeSource;
import java.util.function.BooleanSupplier;

/**
 * Lets the thread of the {@link StoreWriter} yield the processor several times before it blocks to
 * wait for work. While the threads that open initiations are busy, more work arrives soon. A thread
 * that yields notices this work by itself, and takes all of it at once. A blocked thread would have
 * to be woken by another thread, which costs more than an install into a store in memory. While
 * work arrives rarely, the writer's thread yields only once. Used on the writer's thread.
 */
final class Lingering {
  /**
   * The maximum number of yields. On an idle processor, this many yields take about 10 µs in total.
   */
  static final int MOST_YIELDS = 32;

  /** Work counts as arriving soon if it arrives within 0.2 ms after the thread began to wait. */
  static final long SOON_NANOS = 200_000;

  private final TimeSource time;
  private int yields = 1;
  private long restedAt;

  Lingering(TimeSource time) {
    this.time = time;
  }

  /**
   * Records that work has arrived while the thread was blocked. If the work arrived {@linkplain
   * #SOON_NANOS soon}, doubles the maximum number of yields, up to {@link #MOST_YIELDS}. Otherwise
   * halves this maximum, down to one.
   */
  void woken() {
    boolean soon = now() - restedAt < SOON_NANOS;
    yields = soon ? Math.min(MOST_YIELDS, 2 * yields) : Math.max(1, yields / 2);
  }

  /** Yields the processor until work arrives, but at most {@link #yields} times. */
  @SuppressWarnings("ThreadPriorityCheck") // Only the cost depends on the thread scheduler.
  void linger(BooleanSupplier isWorkWaiting) {
    StageProgress.restHere();
    try {
      for (int i = 0; i < yields && !isWorkWaiting.getAsBoolean(); i++) {
        Thread.yield();
      }
    } finally {
      StageProgress.resumeHere();
      restedAt = now();
    }
  }

  /** Returns the maximum number of yields before the next wait. */
  int yields() {
    return yields;
  }

  /**
   * Returns the monotonic time. If the clock throws, returns the time at which the thread last
   * ended its yields.
   */
  private long now() {
    try {
      return time.nanoTime();
    } catch (RuntimeException | Error e) {
      return restedAt;
    }
  }
}
