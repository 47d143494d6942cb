package io.jitpeers.http;

/**
 * What a source has done since it was made. Counters only grow; a snapshot is not taken at one
 * instant.
 *
 * @param lookups lookups begun
 * @param found lookups answered with a config, or with the word that it is what it was
 * @param notFound lookups answered with 404 or 410
 * @param timeouts lookups whose deadline passed
 * @param unavailable lookups that failed because the control plane could not answer
 * @param rejected lookups whose answer was no valid config for the key
 * @param cancelled lookups cancelled by the caller
 * @param requests HTTP requests sent for lookups, retries and redirects included
 * @param retries requests that repeated one that failed
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
 * @param heldBack lookups that failed because their key's last one failed a moment before
 * @param pushedBack requests that the connection did not take, as at its limit of streams or when
 *     the server ends it; each was sent again or its lookup failed
 * @param secondRequests requests sent because a first one had heard nothing for its share of the
 *     deadline
 * @param connectionsReplaced times that the connections were given up because they were silent
 * @param breakerState the circuit breaker's state
 * @param inFlight lookups that wait for an answer
 * @param changes what was done to follow the control plane's change hints
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

  /** What the circuit breaker lets through. */
  public enum BreakerState {
    /** Every request. */
    CLOSED,
    /** No request, for a while. */
    OPEN,
    /** A few requests, to see whether the control plane is back. */
    HALF_OPEN
  }
}
