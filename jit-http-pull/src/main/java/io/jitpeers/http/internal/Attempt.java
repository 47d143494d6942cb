package io.jitpeers.http.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerQuery;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

  private final LookupEngine engine;
  private final PeerQuery query;
  private final Consumer<AttemptResult> whenDone;
  private final long startedAt;
  private final AtomicBoolean done = new AtomicBoolean();
  private volatile @Nullable Exchange exchange;

  /**
   * A request under way.
   *
   * @param sending the client's future, which lags behind the answer
   * @param answer ours
   */
  private record Exchange(CompletableFuture<?> sending, CompletableFuture<Response> answer) {
    /**
     * Does nothing once there is an answer: its connection may be another exchange's by now. (It
     * may be that some microseconds before; then that one fails, and is tried again.)
     */
    void cancel() {
      if (!answer.isDone()) {
        // From JDK 16, interrupting cancels the exchange itself and frees its connection or stream.
        sending.cancel(true);
      }
    }
  }

  /**
   * Creates an attempt whose caller has acquired the permission.
   *
   * @param whenDone gets the result once, unless the attempt is cancelled or timed out before
   */
  Attempt(LookupEngine engine, PeerQuery query, Consumer<AttemptResult> whenDone) {
    this.engine = engine;
    this.query = query;
    this.whenDone = whenDone;
    this.startedAt = engine.breaker().getCurrentTimestamp();
  }

  void start(URI uri) {
    send(uri, 0);
  }

  /** Stops, because nobody wants the answer any more. Says nothing about the control plane. */
  void cancel() {
    if (done.compareAndSet(false, true)) {
      engine.breaker().releasePermission();
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
      var request = engine.requests().get(uri, query.validator());
      engine.counters().requests.increment();
      CompletableFuture<Response> answer = new CompletableFuture<>();
      CompletableFuture<?> sending = engine.client().sendAsync(request, handler(uri, answer));
      exchange = new Exchange(sending, answer);
      if (done.get()) {
        stop();
      }
      // What the handler throws it catches itself, so the stage this makes is of no use.
      var unused =
          answer.whenCompleteAsync(
              (response, failure) -> received(uri, redirectsSoFar, response, failure),
              engine.workers());
      passFailure(sending, answer);
    } catch (LookupException e) {
      finish(Failed.lasting(e.reason(), String.valueOf(e.getMessage()), e.getCause()));
    } catch (RuntimeException e) {
      log.warn("a request to {} could not be sent", uri, e);
      finish(Failed.lasting(Reason.UNAVAILABLE, "the request could not be sent", e));
    }
  }

  /**
   * Completes the answer when its body was read, or failed. The client's own future does so on a
   * thread of the common pool, which the whole process shares: whoever blocks that pool would keep
   * every lookup from its answer. JDK 25 uses it also where it has one thread only.
   */
  private HttpResponse.BodyHandler<BoundedBody> handler(
      URI uri, CompletableFuture<Response> answer) {
    return info -> {
      BoundedBodySubscriber subscriber =
          BoundedBodySubscriber.of(engine.options().maxBodyBytes(), info.headers());
      var unused =
          subscriber
              .getBody()
              .whenComplete(
                  (body, failure) -> {
                    if (body == null) {
                      answer.completeExceptionally(failure);
                    } else if (!answer.complete(
                        new Response(uri, info.statusCode(), info.headers(), body))) {
                      body.wipe();
                    }
                  });
      return subscriber;
    };
  }

  private static void passFailure(CompletableFuture<?> from, CompletableFuture<Response> to) {
    var unused =
        from.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                to.completeExceptionally(failure);
              }
            });
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
        engine.counters().ioErrors.increment();
        finish(IoFailures.toResult(failure));
      } else {
        engine.counters().countStatus(response.statusCode());
        judge(redirectsSoFar, response);
      }
    } catch (RuntimeException e) {
      log.error("an answer from {} could not be judged", uri, e);
      finish(Failed.lasting(Reason.UNAVAILABLE, "the answer could not be judged", e));
    }
  }

  private void judge(int redirectsSoFar, Response response) {
    if (!Redirects.isRedirect(response.statusCode())) {
      finish(engine.reader().read(query, response));
      return;
    }
    String answered = "answered " + response.statusCode();
    Optional<URI> target = Redirects.target(response);
    if (target.isEmpty()) {
      refuse(answered + " without a Location that can be followed");
    } else if (!Redirects.sameOrigin(response.uri(), target.get())) {
      // Only the origin: the rest of the target can hold secrets.
      refuse(answered + ", a redirect to another origin, " + Redirects.origin(target.get()));
    } else if (redirectsSoFar >= engine.options().maxRedirects()) {
      refuse(answered + " after " + redirectsSoFar + " redirects, which are as many as permitted");
    } else {
      engine.counters().redirects.increment();
      send(target.get(), redirectsSoFar + 1);
    }
  }

  private void refuse(String text) {
    finish(Failed.lasting(Reason.REJECTED, text, null));
  }

  private void finish(AttemptResult value) {
    if (done.compareAndSet(false, true)) {
      record(value);
      whenDone.accept(value);
    }
  }

  private void record(AttemptResult value) {
    CircuitBreaker breaker = engine.breaker();
    breaker.onResult(breaker.getCurrentTimestamp() - startedAt, breaker.getTimestampUnit(), value);
  }
}
