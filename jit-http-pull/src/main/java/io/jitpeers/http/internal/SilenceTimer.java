package io.jitpeers.http.internal;

import io.jitpeers.time.Scheduler;
import io.jitpeers.time.Scheduler.Cancellable;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that nothing was heard for a time. Time in which we ourselves are busy with what was
 * heard does not count. Moving the clock on costs no timer: the one that runs looks again when it
 * is due. Thread-safe.
 */
final class SilenceTimer {
  private static final Logger log = LoggerFactory.getLogger(SilenceTimer.class);

  private final Scheduler scheduler;
  private final TimeSource time;
  private final Duration timeout;
  private final Runnable onSilence;
  private @Nullable Cancellable timer;
  private long heardAt;
  private int busy;
  private boolean stopped;

  SilenceTimer(Scheduler scheduler, TimeSource time, Duration timeout, Runnable onSilence) {
    this.scheduler = scheduler;
    this.time = time;
    this.timeout = timeout;
    this.onSilence = onSilence;
  }

  synchronized void start() {
    heardAt = time.nanoTime();
    schedule(timeout);
  }

  /** Something was heard, and is being dealt with until one {@link #waiting} for each. */
  synchronized void busy() {
    busy++;
  }

  /** It was dealt with: from now on it is the other side's turn. */
  synchronized void waiting() {
    busy--;
    heardAt = time.nanoTime();
  }

  synchronized void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void check() {
    synchronized (this) {
      Duration left = busy > 0 ? timeout : timeout.minusNanos(time.nanoTime() - heardAt);
      if (stopped || (left.compareTo(Duration.ZERO) > 0 && isScheduled(left))) {
        return;
      }
      stopped = true;
    }
    onSilence.run();
  }

  /** Nobody would notice a silence without a timer, so it counts as one if there is none. */
  private boolean isScheduled(Duration delay) {
    try {
      schedule(delay);
      return true;
    } catch (RuntimeException | Error e) {
      log.warn("whether a stream is silent cannot be seen, so it is ended", e);
      return false;
    }
  }

  private void schedule(Duration delay) {
    if (!stopped) {
      timer = scheduler.schedule(this::check, delay);
    }
  }
}
