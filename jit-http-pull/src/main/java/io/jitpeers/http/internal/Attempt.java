package io.jitpeers.http.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerQuery;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try: a request and the redirects it leads to. Holds one permission of the circuit breaker's
 * and gives it back exactly once, whatever happens; a permission that is lost would keep a
 * half-open breaker from ever closing.
 */
final class Attempt {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  private final CircuitBreaker breaker;
  private final ClientHandle client;
  private final RequestFactory requests;
  private final ResponseReader reader;
  private final Counters counters;
  private final PeerQuery query;
  private final Consumer<AttemptResult> whenDone;
  private final long startedAt;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile @Nullable Exchange exchange;

  /**
   * Creates an attempt whose caller has acquired the permission.
   *
   * @param whenDone gets the result once, unless the attempt is cancelled or timed out before
   */
  Attempt(
      CircuitBreaker breaker,
      ClientHandle client,
      RequestFactory requests,
      ResponseReader reader,
      Counters counters,
      PeerQuery query,
      Consumer<AttemptResult> whenDone) {
    this.breaker = breaker;
    this.client = client;
    this.requests = requests;
    this.reader = reader;
    this.counters = counters;
    this.query = query;
    this.whenDone = whenDone;
    this.startedAt = breaker.getCurrentTimestamp();
  }

  void start(URI uri) {
    send(uri, 0);
  }

  /** Stops, because nobody wants the answer any more. Says nothing about the control plane. */
  void cancel() {
    if (done.compareAndSet(false, true)) {
      breaker.releasePermission();
    }
    stop();
  }

  /** Stops, because the deadline passed. That is a failure of the control plane's. */
  void timeOut() {
    if (done.compareAndSet(false, true)) {
      record(Failed.passing("no complete answer by the deadline", Duration.ZERO, null));
    }
    stop();
  }

  private void stop() {
    Exchange current = exchange;
    if (current != null) {
      current.cancel();
    }
  }

  private void send(URI uri, int redirectsSoFar) {
    if (done.get()) {
      return;
    }
    try {
      HttpRequest request = requests.get(uri, query.validator());
      counters.requests.increment();
      Exchange next = client.send(request, reader);
      exchange = next;
      if (done.get()) {
        stop();
      }
      // What the handler throws it catches itself, so the stage this makes is of no use.
      var unused =
          next.answer()
              .whenCompleteAsync(
                  (response, failure) -> received(uri, redirectsSoFar, response, failure), client);
    } catch (LookupException e) {
      finish(Failed.lasting(e));
    } catch (RuntimeException e) {
      log.warn("a request to {} could not be sent", uri, e);
      finish(Failed.lasting(Reason.UNAVAILABLE, "the request could not be sent", e));
    }
  }

  private void received(
      URI uri, int redirectsSoFar, @Nullable Response response, @Nullable Throwable failure) {
    if (done.get()) {
      if (response != null) {
        response.body().wipe();
      }
      return;
    }
    try {
      if (response == null) {
        counters.ioErrors.increment();
        finish(IoFailures.toResult(failure));
      } else {
        counters.countStatus(response.statusCode(), query.validator().isPresent());
        judge(redirectsSoFar, response);
      }
    } catch (LookupException e) {
      finish(Failed.lasting(e));
    } catch (RuntimeException e) {
      log.error("an answer from {} could not be judged", uri, e);
      finish(Failed.lasting(Reason.UNAVAILABLE, "the answer could not be judged", e));
    }
  }

  private void judge(int redirectsSoFar, Response response) throws LookupException {
    if (Redirects.isRedirect(response.statusCode())) {
      URI target = reader.redirectTarget(response, redirectsSoFar);
      counters.redirects.increment();
      send(target, redirectsSoFar + 1);
    } else {
      finish(reader.read(query, response));
    }
  }

  private void finish(AttemptResult value) {
    if (done.compareAndSet(false, true)) {
      record(value);
      whenDone.accept(value);
    }
  }

  private void record(AttemptResult value) {
    breaker.onResult(breaker.getCurrentTimestamp() - startedAt, breaker.getTimestampUnit(), value);
  }
}
