package io.jitpeers.http;

import io.jitpeers.spi.ConfigSourceStatistics;
import java.util.HashMap;
import java.util.Map;

/**
 * Counters of a source since it was created, and its current state. All counters only grow; {@code
 * inFlight} is a gauge. The values of a snapshot are read one after another, not atomically.
 *
 * @param lookups lookups begun
 * @param found lookups answered with a config or with "not modified"
 * @param notFound lookups answered with 404 or 410
 * @param timeouts lookups whose deadline passed
 * @param unavailable lookups that failed because the control plane could not answer or was not
 *     asked
 * @param rejected lookups whose answer was not a valid config for the key
 * @param cancelled lookups cancelled by the caller
 * @param requests HTTP requests sent for lookups, retries and redirects included
 * @param retries requests that repeated a failed request
 * @param redirects redirects followed
 * @param status2xx answers with a status of 200 to 299
 * @param status3xx answers with a status of 300 to 399
 * @param status4xx answers with a status of 400 to 499
 * @param status5xx answers with a status of 500 to 599
 * @param notModified answers with status 304
 * @param accessDenied answers with status 401 or 403
 * @param askedTooOften answers with status 429
 * @param ioErrors requests that got no complete answer because of an I/O error
 * @param breakerRefusals lookups that failed because the circuit breaker permitted no request
 * @param heldBack lookups that failed because the previous lookup of the same key had failed a
 *     moment before
 * @param pushedBack requests that the connection did not accept, for example at the server's stream
 *     limit or while the server shuts the connection down. After each such refusal, the source sent
 *     the request again, or the lookup failed
 * @param secondRequests additional requests sent while an earlier request of the same lookup still
 *     waited for its answer. They are sent because the first request has received nothing for the
 *     silence limit, or because the newest request has failed while an older one still waits. The
 *     silence limit is half of the deadline, or half of the callers' timeout (the longest {@link
 *     io.jitpeers.spi.PeerQuery#timeout} of all lookups so far) if that is shorter
 * @param connectionsReplaced how often the source replaced its connections because they had
 *     received nothing for the silence limit (see {@code secondRequests}), or because the JDK's
 *     HTTP client had failed
 * @param breakerState the circuit breaker's state
 * @param inFlight lookups that wait for an answer
 * @param changes counters of the change streams
 */
public record HttpSourceStatistics(
    long lookups,
    long found,
    long notFound,
    long timeouts,
    long unavailable,
    long rejected,
    long cancelled,
    long requests,
    long retries,
    long redirects,
    long status2xx,
    long status3xx,
    long status4xx,
    long status5xx,
    long notModified,
    long accessDenied,
    long askedTooOften,
    long ioErrors,
    long breakerRefusals,
    long heldBack,
    long pushedBack,
    long secondRequests,
    long connectionsReplaced,
    BreakerState breakerState,
    int inFlight,
    ChangeStreamStatistics changes)
    implements ConfigSourceStatistics {

  /** The states of the circuit breaker. */
  public enum BreakerState {
    /** Every request is let through. */
    CLOSED,
    /** No request is let through for a while. */
    OPEN,
    /** A few requests are let through to find out whether the control plane is back. */
    HALF_OPEN
  }

  /**
   * {@inheritDoc}
   *
   * <p>Contains this record's own counters, and those of {@link #changes} with the prefix {@code
   * change_}.
   */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = new HashMap<>(changeCounters());
    counters.put("lookups", lookups);
    counters.put("found", found);
    counters.put("not_found", notFound);
    counters.put("timeouts", timeouts);
    counters.put("unavailable", unavailable);
    counters.put("rejected", rejected);
    counters.put("cancelled", cancelled);
    counters.put("requests", requests);
    counters.put("retries", retries);
    counters.put("redirects", redirects);
    counters.put("status_2xx", status2xx);
    counters.put("status_3xx", status3xx);
    counters.put("status_4xx", status4xx);
    counters.put("status_5xx", status5xx);
    counters.put("not_modified", notModified);
    counters.put("access_denied", accessDenied);
    counters.put("asked_too_often", askedTooOften);
    counters.put("io_errors", ioErrors);
    counters.put("breaker_refusals", breakerRefusals);
    counters.put("held_back", heldBack);
    counters.put("pushed_back", pushedBack);
    counters.put("second_requests", secondRequests);
    counters.put("connections_replaced", connectionsReplaced);
    return Map.copyOf(counters);
  }

  private Map<String, Long> changeCounters() {
    return Map.of(
        "change_requests", changes.requests(),
        "change_streams", changes.streams(),
        "change_reconnects", changes.reconnects(),
        "change_hints", changes.hints(),
        "change_missed", changes.missed(),
        "change_ignored_lines", changes.ignoredLines(),
        "change_failures", changes.failures(),
        "change_silences", changes.silences(),
        "change_access_denied", changes.accessDenied(),
        "change_listener_failures", changes.listenerFailures());
  }

  /** {@inheritDoc} The only gauge is {@code in_flight}. */
  @Override
  public Map<String, Long> gauges() {
    return Map.of("in_flight", (long) inFlight);
  }

  /** {@inheritDoc} The states are {@code breaker} and {@code change_stream}. */
  @Override
  public Map<String, Enum<?>> states() {
    return Map.of("breaker", breakerState, "change_stream", changes.state());
  }
}
