package io.jitpeers.pcap.internal.capture;

import io.jitpeers.time.TimeSource;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Converts the wall-clock times of a live capture into readings of the monotonic clock. Used by the
 * reading thread.
 */
public final class CaptureClock {
  /**
   * The greatest plausible time between the capture of a frame and its processing. A greater
   * difference means that the wall clock was changed.
   */
  private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long NANOS_IN_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final TimeSource time;
  private final boolean live;
  private long monotonicNow;
  private long wallSecondsNow;
  private long wallNanosNow;

  /**
   * Creates a clock.
   *
   * @param time this machine's clocks
   * @param live whether the capture is live; for a file, the time at which a frame is read counts
   *     as the frame's capture time
   */
  public CaptureClock(TimeSource time, boolean live) {
    this.time = time;
    this.live = live;
  }

  /**
   * Reads the monotonic clock and, for a live capture, the wall clock. Called once for each batch
   * of frames. Returns the reading of the monotonic clock.
   */
  long look() {
    monotonicNow = time.nanoTime();
    if (live) {
      Instant now = time.wallTime();
      wallSecondsNow = now.getEpochSecond();
      wallNanosNow = now.getNano();
    }
    return monotonicNow;
  }

  /** Returns the reading of the monotonic clock at which a frame of the batch was captured. */
  long captureNanos(long seconds, long nanos) {
    long apart = wallSecondsNow - seconds;
    if (!live || apart < 0 || apart > MAX_AGE_NANOS / NANOS_IN_SECOND) {
      return monotonicNow;
    }
    long age = apart * NANOS_IN_SECOND + wallNanosNow - nanos;
    return age < 0 ? monotonicNow : monotonicNow - age;
  }
}
