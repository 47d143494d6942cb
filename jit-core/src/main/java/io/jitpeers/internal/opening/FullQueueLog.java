package io.jitpeers.internal.opening;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, at most once a minute, that the queue for the openers is full. The openers are the threads
 * that decrypt initiations. A drop that is not logged allocates nothing, takes no lock and reads no
 * clock: the packet's capture time shows whether a minute may have passed. Thread-safe.
 */
final class FullQueueLog {
  private static final Logger log = LoggerFactory.getLogger(OpenStage.class);
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final TimeSource time;
  private final LongAdder dropped = new LongAdder();
  private volatile boolean any;
  private volatile long latestCapture;
  // Guarded by this object's lock.
  private long loggedAt;

  FullQueueLog(TimeSource time) {
    this.time = time;
  }

  /**
   * Records that a packet was dropped.
   *
   * @param captureNanos when the packet that found the queue full was captured
   */
  void dropped(long captureNanos) {
    dropped.increment();
    if (!isQuiet(captureNanos)) {
      log(captureNanos);
    }
  }

  private boolean isQuiet(long captureNanos) {
    return any && Math.abs(captureNanos - latestCapture) < QUIET_NANOS;
  }

  private synchronized void log(long captureNanos) {
    if (isQuiet(captureNanos)) {
      return;
    }
    // Checks the clock too, because a faulty packet source may give wrong capture times.
    long now = now();
    if (any && now - loggedAt < QUIET_NANOS) {
      return;
    }
    loggedAt = now;
    latestCapture = captureNanos;
    any = true;
    log.warn(
        "initiations arrive faster than they are opened: a larger admission.opener-threads or"
            + " admission.queue-capacity helps; {} so far were dropped because the queue was full",
        dropped.sum());
  }

  /** Returns the monotonic time. If the clock throws, returns the time of the latest log entry. */
  private long now() {
    try {
      return time.nanoTime();
    } catch (RuntimeException | Error e) {
      return loggedAt;
    }
  }
}
