package io.jitpeers.source.support;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses a reading thread between a failed read and the next attempt. The pause doubles with each
 * further consecutive failure, up to a maximum, so that a permanent failure costs hardly any CPU
 * time. The caller counts the failures, so this class is immutable. Thread-safe.
 */
public final class RetryPause {
  private static final Logger log = LoggerFactory.getLogger(RetryPause.class);

  /**
   * The maximum number of doublings. 1 ms doubled this many times is longer than any permitted
   * pause.
   */
  private static final int MAX_DOUBLINGS = 30;

  private final CountDownLatch closed;
  private final long longestMillis;

  /**
   * Creates a pause.
   *
   * @param closed a latch that reaches zero when the source is closed; a current pause then ends
   * @param longest the maximum length of a pause
   */
  public RetryPause(CountDownLatch closed, Duration longest) {
    this.closed = Objects.requireNonNull(closed, "closed");
    this.longestMillis = longest.toMillis();
  }

  /**
   * Waits 1 ms after the first failure. Waits twice as long after each further consecutive failure,
   * up to the maximum.
   *
   * @param failuresBefore the number of consecutive failures before the latest failure
   */
  public void await(int failuresBefore) {
    long millis = Math.min(longestMillis, 1L << Math.min(failuresBefore, MAX_DOUBLINGS));
    try {
      boolean ended = closed.await(millis, TimeUnit.MILLISECONDS);
      log.trace("paused {} ms after a failure; closed meanwhile: {}", millis, ended);
    } catch (InterruptedException e) {
      // This can happen only if a handler left its thread interrupted. A short pause is harmless.
      log.debug("the pause after a failure was interrupted", e);
    }
  }
}
