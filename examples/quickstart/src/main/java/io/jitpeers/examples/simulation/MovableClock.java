package io.jitpeers.examples.simulation;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine's wall clock and its monotonic clock, which can be moved forward together.
 * Thread-safe.
 */
public final class MovableClock implements TimeSource {
  private final AtomicLong movedNanos = new AtomicLong();

  /** Creates a clock that has not been moved. */
  public MovableClock() {}

  @Override
  public long nanoTime() {
    return System.nanoTime() + movedNanos.get();
  }

  @Override
  public Instant wallTime() {
    return Instant.now().plusNanos(movedNanos.get());
  }

  /**
   * Moves both clocks forward.
   *
   * @param by the time by which they move; not negative
   */
  public void moveForward(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("a monotonic clock cannot be moved back by " + by);
    }
    movedNanos.addAndGet(by.toNanos());
  }

  /**
   * Returns how far the clocks have been moved in total.
   *
   * @return the sum of all moves
   */
  public Duration moved() {
    return Duration.ofNanos(movedNanos.get());
  }
}
