package io.jitpeers.http.internal;

import io.jitpeers.time.Scheduler;
import io.jitpeers.time.Scheduler.Cancellable;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that a stream received nothing for a given time. Time spent on processing received data
 * does not count. When data arrive, no new timer is started. Instead, when the running timer fires,
 * it checks how much time is left. Thread-safe.
 */
final class SilenceTimer {
  private static final Logger log = LoggerFactory.getLogger(SilenceTimer.class);

  private final Scheduler scheduler;
  private final TimeSource time;
  private final Duration timeout;
  private final Runnable onSilence;
  private @Nullable Cancellable timer;
  private long heardAt;
  // This field is not guarded by the lock. It is changed on the thread that reads the connection,
  // and that thread must not wait for the scheduler.
  private final AtomicInteger busy = new AtomicInteger();
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

  /**
   * Records that something was received and is being processed. Each call is followed by one call
   * of {@link #waiting}.
   */
  void busy() {
    busy.incrementAndGet();
  }

  /**
   * Records that the received data were processed. The time without data is counted from now on.
   */
  synchronized void waiting() {
    heardAt = time.nanoTime();
    busy.decrementAndGet();
  }

  synchronized void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void check() {
    synchronized (this) {
      Duration left = busy.get() > 0 ? timeout : timeout.minusNanos(time.nanoTime() - heardAt);
      if (stopped || (left.compareTo(Duration.ZERO) > 0 && isScheduled(left))) {
        return;
      }
      stopped = true;
    }
    onSilence.run();
  }

  /**
   * Schedules a check. Returns false if the scheduler fails. The caller then treats the stream as
   * silent, because without a timer a silence would not be noticed.
   */
  private boolean isScheduled(Duration delay) {
    try {
      schedule(delay);
      return true;
    } catch (RuntimeException | Error e) {
      log.warn("no timer could be started to detect a silent stream, so the stream is ended", e);
      return false;
    }
  }

  private void schedule(Duration delay) {
    if (!stopped) {
      timer = scheduler.schedule(this::check, delay);
    }
  }
}
