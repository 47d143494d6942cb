package io.jitpeers.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Options for following the control plane's stream of change hints, which name the peers that
 * changed.
 *
 * @param enabled whether the stream is requested at all
 * @param path the stream's path below the base URI; a relative reference without a fragment
 * @param heartbeatTimeout how long the source waits for the next data, heartbeats included, before
 *     it replaces the connection; 1 ms or longer. The time starts when the request is sent, and
 *     starts again with each piece of data
 * @param initialBackoff the first wait before reconnecting, 1 ms or longer; the stream may ask for
 *     a longer wait
 * @param maxBackoff the longest wait while connections fail, no shorter than {@code initialBackoff}
 * @param retryAbsentAfter how long the source waits before the next request if the control plane
 *     has no such stream; also the longest {@code Retry-After} that is honoured; no shorter than
 *     {@code maxBackoff}
 */
public record ChangeStreamOptions(
    boolean enabled,
    String path,
    Duration heartbeatTimeout,
    Duration initialBackoff,
    Duration maxBackoff,
    Duration retryAbsentAfter) {

  /**
   * The default options: the path is {@code changes} below the base URI. The heartbeat timeout is
   * 45 s, three times the interval between heartbeats of the reference control plane. The waits
   * between connections are 1 s to 1 minute, or 10 minutes if the control plane has no such stream.
   */
  public static final ChangeStreamOptions DEFAULTS =
      new ChangeStreamOptions(
          true,
          "changes",
          Duration.ofSeconds(45),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10));

  /**
   * Options that switch the stream off. A change is then noticed only when a cached answer is no
   * longer fresh.
   */
  public static final ChangeStreamOptions OFF = DEFAULTS.withEnabled(false);

  /**
   * Creates options and checks that each value is in range.
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
    // A slash and the path are appended to the base URI, so the path cannot lead to another host.
    if (path.isEmpty() || path.startsWith("/") || path.indexOf('#') >= 0 || !isReference(path)) {
      // The message does not quote the path, which may contain a token.
      throw new OptionException("path", "must be a relative reference such as changes");
    }
  }

  private static boolean isReference(String path) {
    try {
      var unused = new URI("http://host/" + path);
      return true;
    } catch (URISyntaxException e) {
      return false; // The cause is omitted because its message quotes the path.
    }
  }

  /**
   * Returns a copy with the stream switched on or off.
   *
   * @param value whether the stream is requested
   * @return new options
   */
  public ChangeStreamOptions withEnabled(boolean value) {
    return new ChangeStreamOptions(
        value, path, heartbeatTimeout, initialBackoff, maxBackoff, retryAbsentAfter);
  }

  /**
   * Returns a copy with another heartbeat timeout.
   *
   * @param timeout as in the record
   * @return new options
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public ChangeStreamOptions withHeartbeatTimeout(Duration timeout) {
    return new ChangeStreamOptions(
        enabled, path, timeout, initialBackoff, maxBackoff, retryAbsentAfter);
  }

  /**
   * Returns a copy with other waits between connections.
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
