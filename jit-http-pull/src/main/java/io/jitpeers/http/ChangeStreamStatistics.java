package io.jitpeers.http;

import java.time.Duration;
import java.util.Optional;

/**
 * What a source has done to follow the control plane's change hints since it was made. Counters
 * only grow; a snapshot is not taken at one instant.
 *
 * @param state what becomes of the hints now; that of the newest watch if there were several
 * @param requests HTTP requests for the stream, redirects included; not in {@link
 *     HttpSourceStatistics#requests}
 * @param streams streams that began
 * @param reconnects of those, the ones that took the place of another one, or of a first attempt
 *     that failed
 * @param hints keys that changed, as told to listeners
 * @param missed how often listeners were told that hints were lost: resets, and streams that began
 *     without a position
 * @param ignoredLines lines of the stream that mean nothing, or are too long
 * @param failures attempts and streams that ended for whatever reason but a silence or our own
 *     closing, absent and denied ones included
 * @param silences connections replaced because nothing came from them
 * @param accessDenied answers with status 401 or 403
 * @param listenerFailures exceptions that listeners threw
 * @param lastHeard how long ago the latest stream was heard of, heartbeats included; empty if there
 *     has been none
 */
public record ChangeStreamStatistics(
    State state,
    long requests,
    long streams,
    long reconnects,
    long hints,
    long missed,
    long ignoredLines,
    long failures,
    long silences,
    long accessDenied,
    long listenerFailures,
    Optional<Duration> lastHeard) {

  /** What becomes of change hints. */
  public enum State {
    /** Nobody watches, or the stream is switched off. */
    IDLE,
    /** No stream yet, or none at the moment; it is tried again soon. */
    CONNECTING,
    /** Hints arrive. */
    STREAMING,
    /** The control plane has no such stream; it is asked again now and then. */
    ABSENT
  }
}
