package io.jitpeers.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * How the control plane's stream of change hints is followed.
 *
 * @param enabled whether it is asked for at all
 * @param path where it is, below the base URI; a relative reference without a fragment
 * @param heartbeatTimeout how long the stream may be silent, heartbeats included, before the
 *     connection is taken for dead and replaced; 1 ms or longer. The same for an answer to begin
 * @param initialBackoff the first wait before another connection, 1 ms or longer; the stream may
 *     ask for a longer one
 * @param maxBackoff the longest wait while connections fail, no shorter than the first
 * @param retryAbsentAfter how long a control plane without such a stream is left alone, and the
 *     longest {@code Retry-After} that is honoured; no shorter than {@code maxBackoff}
 */
public record ChangeStreamOptions(
    boolean enabled,
    String path,
    Duration heartbeatTimeout,
    Duration initialBackoff,
    Duration maxBackoff,
    Duration retryAbsentAfter) {

  /**
   * {@code changes} below the base URI; silent for 45 s, which is three heartbeats of the reference
   * control plane; waits from 1 s to 1 minute; 10 minutes where there is no such stream.
   */
  public static final ChangeStreamOptions DEFAULTS =
      new ChangeStreamOptions(
          true,
          "changes",
          Duration.ofSeconds(45),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10));

  /** No stream is asked for: changes are seen when answers are no longer fresh. */
  public static final ChangeStreamOptions OFF = DEFAULTS.withEnabled(false);

  /**
   * Refuses values out of range.
   *
   * @param enabled as in the record
   * @param path as in the record
   * @param heartbeatTimeout as in the record
   * @param initialBackoff as in the record
   * @param maxBackoff as in the record
   * @param retryAbsentAfter as in the record
   * @throws IllegalArgumentException if a value is out of range
   */
  public ChangeStreamOptions {
    checkPath(path);
    Checks.atLeast("heartbeatTimeout", heartbeatTimeout, Duration.ofMillis(1));
    Checks.atLeast("initialBackoff", initialBackoff, Duration.ofMillis(1));
    Checks.atLeast("maxBackoff", maxBackoff, initialBackoff);
    Checks.atLeast("retryAbsentAfter", retryAbsentAfter, maxBackoff);
  }

  private static void checkPath(String path) {
    // It goes behind the base and a slash, so nothing in it can lead to another host.
    if (path.isEmpty() || path.startsWith("/") || path.indexOf('#') >= 0 || !isReference(path)) {
      // Not quoted: there may be a token in it.
      throw new OptionException("path", "must be a relative reference such as changes");
    }
  }

  private static boolean isReference(String path) {
    try {
      var unused = new URI("http://host/" + path);
      return true;
    } catch (URISyntaxException e) {
      return false; // Its message quotes the path.
    }
  }

  /**
   * Returns the same with the stream switched on or off.
   *
   * @param value whether it is asked for
   * @return new options
   */
  public ChangeStreamOptions withEnabled(boolean value) {
    return new ChangeStreamOptions(
        value, path, heartbeatTimeout, initialBackoff, maxBackoff, retryAbsentAfter);
  }

  /**
   * Returns the same with another heartbeat timeout.
   *
   * @param timeout as in the record
   * @return new options
   * @throws IllegalArgumentException if it is out of range
   */
  public ChangeStreamOptions withHeartbeatTimeout(Duration timeout) {
    return new ChangeStreamOptions(
        enabled, path, timeout, initialBackoff, maxBackoff, retryAbsentAfter);
  }

  /**
   * Returns the same with other waits.
   *
   * @param initial the first wait, as in the record
   * @param longest the longest wait, as in the record
   * @return new options
   * @throws IllegalArgumentException if a value is out of range
   */
  public ChangeStreamOptions withBackoff(Duration initial, Duration longest) {
    return new ChangeStreamOptions(
        enabled, path, heartbeatTimeout, initial, longest, retryAbsentAfter);
  }
}
