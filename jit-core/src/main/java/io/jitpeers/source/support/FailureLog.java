package io.jitpeers.source.support;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * Counts and logs failures of sockets, plug-ins and application code. Such failures must not
 * disturb the processing of packets. Limits the rate of log entries, so that a flood of packets
 * does not fill the log. Thread-safe.
 */
public final class FailureLog {
  /**
   * The default minimum time between two entries. Each entry says how many failures were not logged
   * since the previous entry.
   */
  public static final Duration QUIET = Duration.ofSeconds(10);

  private final Logger log;
  private final TimeSource time;
  private final Duration quiet;
  private long count;
  private long unlogged;
  private long lastLoggedNanos;

  /**
   * Creates a log with the default time between two entries.
   *
   * @param log receives the entries
   * @param time provides the monotonic clock for the rate limit
   */
  public FailureLog(Logger log, TimeSource time) {
    this(log, time, QUIET);
  }

  /**
   * Creates a log with a given time between two entries.
   *
   * @param log receives the entries
   * @param time provides the monotonic clock for the rate limit
   * @param quiet the minimum time between two entries
   */
  public FailureLog(Logger log, TimeSource time, Duration quiet) {
    this.log = Objects.requireNonNull(log, "log");
    this.time = Objects.requireNonNull(time, "time");
    this.quiet = Objects.requireNonNull(quiet, "quiet");
  }

  /**
   * Counts a failure. Logs it unless the latest entry is too recent.
   *
   * @param what the operation that failed, without secrets
   * @param failure the cause
   */
  public synchronized void record(String what, Throwable failure) {
    if (isDue()) {
      log.error("{} ({} failures were counted but not logged before it)", what, unlogged, failure);
      unlogged = 0;
    }
  }

  /**
   * Counts an event that is less serious than a failure. Logs the event as a warning unless the
   * latest entry is too recent.
   *
   * @param message a message with a placeholder for each argument, without secrets
   * @param arguments the arguments; a throwable at the end is logged with its stack trace
   */
  public synchronized void warn(String message, Object... arguments) {
    if (isDue()) {
      log.warn(message + unloggedNote(), arguments);
      unlogged = 0;
    }
  }

  /** Counts a failure. Returns whether the failure is to be logged. */
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
