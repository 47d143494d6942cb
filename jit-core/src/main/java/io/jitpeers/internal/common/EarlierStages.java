package io.jitpeers.internal.common;

import io.jitpeers.event.Stage;
import java.time.Duration;
import java.util.Map;

/**
 * The times at which an initiation passed the stages before its provisioning. Created only if
 * provisionings are traced. Not thread-safe. Each stage passes this object on together with the
 * packet, so no two threads use the object at the same time.
 */
public final class EarlierStages {
  private final long admitted;
  private long openBegan;
  private long opened;

  /**
   * Creates an instance.
   *
   * @param admitted when the packet was admitted, as a monotonic reading in nanoseconds
   */
  public EarlierStages(long admitted) {
    this.admitted = admitted;
    this.openBegan = admitted;
    this.opened = admitted;
  }

  /** Sets when the opening of the packet began and ended, as monotonic readings in nanoseconds. */
  public void opened(long began, long done) {
    openBegan = began;
    opened = done;
  }

  /**
   * Returns how long each stage took.
   *
   * @param captured when the packet was captured, as a monotonic reading in nanoseconds
   */
  public Map<Stage, Duration> stages(long captured) {
    return Map.of(
        Stage.CAPTURE, between(captured, admitted),
        Stage.ADMISSION, between(captured, openBegan),
        Stage.OPEN, between(openBegan, opened));
  }

  /**
   * Returns the time between two readings; zero if the end is before the beginning. That can happen
   * because the packet source itself determines the time of the capture.
   */
  private static Duration between(long begin, long end) {
    return Duration.ofNanos(Math.max(0, end - begin));
  }
}
