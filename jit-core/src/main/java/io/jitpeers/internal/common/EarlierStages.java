package io.jitpeers.internal.common;

import io.jitpeers.event.Stage;
import java.time.Duration;
import java.util.Map;

/**
 * When an initiation passed the stages before its provisioning. Exists only if provisionings are
 * traced. Not thread-safe: each stage hands it on together with the packet.
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

  /** Sets when the opener began and when it was done. */
  public void opened(long began, long done) {
    openBegan = began;
    opened = done;
  }

  /**
   * Returns how long each stage took.
   *
   * @param captured when the packet was captured
   */
  public Map<Stage, Duration> stages(long captured) {
    return Map.of(
        Stage.CAPTURE, between(captured, admitted),
        Stage.ADMISSION, between(captured, openBegan),
        Stage.OPEN, between(openBegan, opened));
  }

  /** Returns zero if the end came first: the source itself reads the time of the capture. */
  private static Duration between(long begin, long end) {
    return Duration.ofNanos(Math.max(0, end - begin));
  }
}
