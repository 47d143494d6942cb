package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamStatistics;
import io.jitpeers.http.HttpSourceStatistics;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one source. Thread-safe. */
final class Counters {
  final LongAdder lookups = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder redirects = new LongAdder();
  final LongAdder ioErrors = new LongAdder();
  final LongAdder breakerRefusals = new LongAdder();
  final LongAdder heldBack = new LongAdder();
  final LongAdder pushedBack = new LongAdder();
  final LongAdder secondRequests = new LongAdder();
  final LongAdder connectionsReplaced = new LongAdder();
  private final LongAdder notModified = new LongAdder();
  private final LongAdder accessDenied = new LongAdder();
  private final LongAdder askedTooOften = new LongAdder();
  private final LongAdder found = new LongAdder();
  private final LongAdder notFound = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  private final LongAdder unavailable = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder status2xx = new LongAdder();
  private final LongAdder status3xx = new LongAdder();
  private final LongAdder status4xx = new LongAdder();
  private final LongAdder status5xx = new LongAdder();

  /**
   * Counts the status of an answer.
   *
   * @param conditional whether the request contained a validator, so that a 304 means "not
   *     modified"
   */
  void countStatus(int status, boolean conditional) {
    switch (status / 100) {
      case 2 -> status2xx.increment();
      case 3 -> status3xx.increment();
      case 4 -> status4xx.increment();
      case 5 -> status5xx.increment();
      default -> {
        // A status of 1xx never ends an exchange, and there is no counter for statuses that HTTP
        // does not define.
      }
    }
    if (status == 304 && conditional) {
      notModified.increment();
    } else if (status == 401 || status == 403) {
      accessDenied.increment();
    } else if (status == 429) {
      askedTooOften.increment();
    }
  }

  void countAnswer(PeerLookup answer) {
    (answer instanceof PeerLookup.NotFound ? notFound : found).increment();
  }

  void countFailure(LookupException.Reason reason) {
    switch (reason) {
      case TIMEOUT -> timeouts.increment();
      case UNAVAILABLE -> unavailable.increment();
      case REJECTED -> rejected.increment();
    }
  }

  HttpSourceStatistics snapshot(
      BreakerState breakerState, int inFlight, ChangeStreamStatistics changes) {
    return new HttpSourceStatistics(
        lookups.sum(),
        found.sum(),
        notFound.sum(),
        timeouts.sum(),
        unavailable.sum(),
        rejected.sum(),
        cancelled.sum(),
        requests.sum(),
        retries.sum(),
        redirects.sum(),
        status2xx.sum(),
        status3xx.sum(),
        status4xx.sum(),
        status5xx.sum(),
        notModified.sum(),
        accessDenied.sum(),
        askedTooOften.sum(),
        ioErrors.sum(),
        breakerRefusals.sum(),
        heldBack.sum(),
        pushedBack.sum(),
        secondRequests.sum(),
        connectionsReplaced.sum(),
        breakerState,
        inFlight,
        changes);
  }
}
