package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that no administrator can step: it counts from its making on the monotonic time. */
final class MonotonicClock extends Clock {
  private final TimeSource time;
  private final Instant origin;
  private final long originNanos;

  MonotonicClock(TimeSource time) {
    this.time = time;
    this.origin = time.wallTime();
    this.originNanos = time.nanoTime();
  }

  @Override
  public Instant instant() {
    return origin.plusNanos(time.nanoTime() - originNanos);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
