package io.jitpeers.source.support;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pause of a reading thread between a failure and the next attempt. It grows with each failure
 * in a row, so that a permanent failure costs hardly any CPU time. Immutable and thread-safe.
 */
public final class RetryPause {
  private static final Logger log = LoggerFactory.getLogger(RetryPause.class);

  /** After this many doublings, a millisecond is longer than any permitted pause. */
  private static final int MAX_DOUBLINGS = 30;

  private final CountDownLatch closed;
  private final long longestMillis;

  /**
   * Creates a pause.
   *
   * @param closed counted down when the source is closed, which ends a pause
   * @param longest the longest pause
   */
  public RetryPause(CountDownLatch closed, Duration longest) {
    this.closed = Objects.requireNonNull(closed, "closed");
    this.longestMillis = longest.toMillis();
  }

  /**
   * Waits 1 ms, then twice as long with each failure in a row, up to the longest pause.
   *
   * @param failuresBefore how many failures in a row came before this one
   */
  public void await(int failuresBefore) {
    long millis = Math.min(longestMillis, 1L << Math.min(failuresBefore, MAX_DOUBLINGS));
    try {
      boolean ended = closed.await(millis, TimeUnit.MILLISECONDS);
      log.trace("paused {} ms after a failure; closed meanwhile: {}", millis, ended);
    } catch (InterruptedException e) {
      // Only a handler that left its thread interrupted can cause this, and the wait was short.
      log.debug("the pause after a failure was interrupted", e);
    }
  }
}
