package io.jitpeers.http;

import java.time.Duration;
import java.util.Optional;

/**
 * Counters of a source's change streams since the source was created. Counters only grow. The
 * values of a snapshot are read one after another, not atomically.
 *
 * @param state the current state; if there are several {@linkplain HttpPeerConfigSource#watch
 *     watches}, the state of the watch whose state changed last
 * @param requests HTTP requests for the stream, redirects included; not counted in {@link
 *     HttpSourceStatistics#requests}
 * @param streams streams that began
 * @param reconnects streams that began after an earlier stream of the same watch had ended, or
 *     after an earlier attempt of the watch had failed
 * @param hints changed keys reported to listeners
 * @param missed how often listeners were notified that hints were lost; the cause is a {@code
 *     reset} line in the stream, or a stream that began without a position to continue from
 * @param ignoredLines lines that were too long or had no known meaning
 * @param failures streams that ended, and streams that did not begin, for example because the
 *     control plane has no such stream or refused the credentials. Two kinds of streams are not
 *     counted: those counted in {@code silences}, and those that ended because the watch or the
 *     source was closed
 * @param silences connections replaced because they received nothing, not even a heartbeat, for too
 *     long
 * @param accessDenied answers with status 401 or 403
 * @param listenerFailures exceptions that listeners threw
 * @param lastHeard time since a stream last delivered anything, heartbeats included; empty if no
 *     stream has delivered anything
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

  /** The state of the change stream. */
  public enum State {
    /** There is no watch, or the stream is switched off. */
    IDLE,
    /** No stream is open; the source will retry soon. */
    CONNECTING,
    /** A stream is open and delivers hints. */
    STREAMING,
    /** The control plane has no such stream; the source asks again from time to time. */
    ABSENT
  }
}
