package io.jitpeers.source.support;

import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * Counts the failures of others' code and of the socket, which must not disturb the pipeline, and
 * logs them without letting a flood of packets fill the log. Thread-safe.
 */
public final class FailureLog {
  /**
   * At most one entry in so long, unless told otherwise; the next one tells how many there were in
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
   * Creates a log with a pace of its own.
   *
   * @param log where entries go
   * @param time its monotonic clock paces them
   * @param quiet at most one entry in so long
   */
  public FailureLog(Logger log, TimeSource time, Duration quiet) {
    this.log = Objects.requireNonNull(log, "log");
    this.time = Objects.requireNonNull(time, "time");
    this.quiet = Objects.requireNonNull(quiet, "quiet");
  }

  /**
   * Counts a failure, and logs it unless another one was logged a moment ago.
   *
   * @param what what failed, without secrets
   * @param failure why
   */
  public synchronized void record(String what, Throwable failure) {
    long now = time.nanoTime();
    boolean first = count++ == 0;
    if (first || now - lastLoggedNanos >= quiet.toNanos()) {
      log.error("{} ({} failures were counted but not logged before it)", what, unlogged, failure);
      lastLoggedNanos = now;
      unlogged = 0;
    } else {
      unlogged++;
    }
  }

  /** {@return the number of failures so far} */
  public synchronized long count() {
    return count;
  }
}
