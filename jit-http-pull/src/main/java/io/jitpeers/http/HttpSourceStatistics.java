package io.jitpeers.http;

/**
 * Counters of a source since it was created. Counters only grow. The values of a snapshot are read
 * one after another, not atomically.
 *
 * @param lookups lookups begun
 * @param found lookups answered with a config or with "not modified"
 * @param notFound lookups answered with 404 or 410
 * @param timeouts lookups whose deadline passed
 * @param unavailable lookups that failed because the control plane could not answer
 * @param rejected lookups whose answer was not a valid config for the key
 * @param cancelled lookups cancelled by the caller
 * @param requests HTTP requests sent for lookups, retries and redirects included
 * @param retries requests that repeated a failed one
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
 *     limit or while the server shuts the connection down; each was sent again or its lookup failed
 * @param secondRequests additional requests sent because the first one received nothing for its
 *     share of the deadline
 * @param connectionsReplaced how often silent connections were abandoned and replaced
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
    ChangeStreamStatistics changes) {

  /** The states of the circuit breaker. */
  public enum BreakerState {
    /** Every request is let through. */
    CLOSED,
    /** No request is let through for a while. */
    OPEN,
    /** A few requests are let through to find out whether the control plane is back. */
    HALF_OPEN
  }
}
