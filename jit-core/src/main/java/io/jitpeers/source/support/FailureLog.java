package io.jitpeers.source.support;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * Counts and logs failures of foreign code and of sockets, which must not disturb the pipeline. The
 * rate of log entries is limited, so that a flood of packets does not fill the log. Thread-safe.
 */
public final class FailureLog {
  /**
   * The default time between two entries; the next entry says how many failures there were in
   * between.
   */
  public static final Duration QUIET = Duration.ofSeconds(10);

  private final Logger log;
  private final TimeSource time;
  private final Duration quiet;
  private long count;
  private long unlogged;
  private long lastLoggedNanos;

  /**
   * Creates a log.
   *
   * @param log where entries go
   * @param time its monotonic clock paces them
   */
  public FailureLog(Logger log, TimeSource time) {
    this(log, time, QUIET);
  }

  /**
   * Creates a log with another time between two entries.
   *
   * @param log where entries go
   * @param time its monotonic clock paces them
   * @param quiet the minimum time between two entries
   */
  public FailureLog(Logger log, TimeSource time, Duration quiet) {
    this.log = Objects.requireNonNull(log, "log");
    this.time = Objects.requireNonNull(time, "time");
    this.quiet = Objects.requireNonNull(quiet, "quiet");
  }

  /**
   * Counts a failure, and logs it unless another one was logged a moment ago.
   *
   * @param what the operation that failed, without secrets
   * @param failure why
   */
  public synchronized void record(String what, Throwable failure) {
    if (isDue()) {
      log.error("{} ({} failures were counted but not logged before it)", what, unlogged, failure);
      unlogged = 0;
    }
  }

  /**
   * Counts an event that is not a failure of the pipeline itself, and logs a warning unless
   * something was logged here a moment ago.
   *
   * @param message a message with a placeholder for each argument, without secrets
   * @param arguments its arguments; a throwable at the end is logged with its stack
   */
  public synchronized void warn(String message, Object... arguments) {
    if (isDue()) {
      log.warn(message + unloggedNote(), arguments);
      unlogged = 0;
    }
  }

  /** Counts a failure. Returns whether it is to be logged. */
  private boolean isDue() {
    boolean first = count++ == 0;
    long now = now();
    if (first || now - lastLoggedNanos >= quiet.toNanos()) {
      lastLoggedNanos = now;
      return true;
    }
    unlogged++;
    return false;
  }

  /**
   * Returns the monotonic time. If the clock throws, returns the time of the latest entry, so that
   * the failure is still counted.
   */
  private long now() {
    try {
      return time.nanoTime();
    } catch (RuntimeException | Error e) {
      return lastLoggedNanos;
    }
  }

  private String unloggedNote() {
    return unlogged == 0 ? "" : " (" + unlogged + " more were counted but not logged before it)";
  }

  /** {@return the number of failures so far} */
  public synchronized long count() {
    return count;
  }
}
