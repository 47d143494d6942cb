package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Permits one of many identical log entries in each interval, and counts the suppressed entries.
 * Thread-safe.
 */
final class LogThrottle {
  private final TimeSource time;
  private final long intervalNanos;
  private boolean logged;
  private long lastNanos;
  private long suppressed;

  LogThrottle(TimeSource time, Duration interval) {
    this.time = time;
    this.intervalNanos = interval.toNanos();
  }

  /**
   * If another entry may be logged now, returns the number of entries suppressed since the last
   * permitted one. Otherwise returns empty.
   */
  synchronized OptionalLong permit() {
    long now = time.nanoTime();
    if (logged && now - lastNanos < intervalNanos) {
      suppressed++;
      return OptionalLong.empty();
    }
    long before = suppressed;
    logged = true;
    lastNanos = now;
    suppressed = 0;
    return OptionalLong.of(before);
  }
}
