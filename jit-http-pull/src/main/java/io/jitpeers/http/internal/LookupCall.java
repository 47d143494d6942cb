package io.jitpeers.http.internal;

import io.github.resilience4j.retry.Retry;
import io.jitpeers.http.internal.AttemptResult.Answered;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler.Cancellable;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One lookup: attempts, the waits between them, and the deadline over all of it. However the future
 * completes (answer, failure, deadline, close, or the caller's own cancel), everything that is
 * still under way for it is stopped.
 */
final class LookupCall {
  private final LookupEngine engine;
  private final PeerQuery query;
  private final Duration within;
  private final URI uri;
  private final long startedAt;
  private final Retry.AsyncContext<AttemptResult> retries;
  private final CompletableFuture<PeerLookup> future = new CompletableFuture<>();
  private final AtomicBoolean finished = new AtomicBoolean();

  private int attempts;
  private String lastFailure = "";
  private boolean stopped;
  private @Nullable Attempt attempt;
  private @Nullable Cancellable deadline;
  private @Nullable Cancellable wait;

  LookupCall(LookupEngine engine, PeerQuery query) {
    this.engine = engine;
    this.query = query;
    Duration own = engine.options().deadline();
    this.within = query.timeout().compareTo(own) < 0 ? query.timeout() : own;
    this.uri = engine.requests().uri(query.key());
    this.startedAt = engine.options().time().nanoTime();
    this.retries = engine.retry().asyncContext();
  }

  CompletableFuture<PeerLookup> future() {
    return future;
  }

  /** Begins. The first request is made on a worker, because a token supplier may read a file. */
  void begin() {
    // The stage this makes is of no use: what it would carry is in the future itself.
    var unused = future.whenComplete((answer, failure) -> completedByCaller());
    Cancellable timer = engine.scheduler().schedule(this::deadlinePassed, within);
    synchronized (this) {
      deadline = timer;
    }
    if (future.isDone()) {
      timer.cancel();
      return;
    }
    engine.workers().execute(this::tryOnce);
  }

  void fail(Reason reason, String text, @Nullable Throwable cause) {
    if (finish()) {
      engine.counters().countFailure(reason);
      future.completeExceptionally(
          new LookupException(reason, "GET " + uri + " failed: " + text, cause));
    }
  }

  private void succeed(PeerLookup answer) {
    if (finish()) {
      engine.counters().countAnswer(answer);
      future.complete(answer);
    }
  }

  /** Stops everything; true for the one caller that may then count and complete. */
  private boolean finish() {
    if (!finished.compareAndSet(false, true)) {
      return false;
    }
    stop();
    engine.ended(this);
    return true;
  }

  private void tryOnce() {
    if (future.isDone()) {
      return;
    }
    if (!engine.breaker().tryAcquirePermission()) {
      engine.counters().breakerRefusals.increment();
      fail(Reason.UNAVAILABLE, breakerText(), null);
      return;
    }
    Attempt next = new Attempt(engine, query, this::attemptEnded);
    if (!adopt(next)) {
      next.cancel();
      return;
    }
    next.start(uri);
  }

  private synchronized boolean adopt(Attempt next) {
    attempt = next;
    attempts++;
    if (attempts > 1) {
      engine.counters().retries.increment();
    }
    return !stopped;
  }

  private String breakerText() {
    String state =
        switch (engine.breaker().getState()) {
          case HALF_OPEN -> "half-open, and as many requests as it permits are under way";
          default -> "open, because too many requests failed";
        };
    return "the circuit breaker is " + state + lastFailureText();
  }

  private void attemptEnded(AttemptResult result) {
    if (result instanceof Answered answered) {
      succeed(answered.lookup());
    } else if (result instanceof Failed failed) {
      retryOrFail(failed);
    }
  }

  private void retryOrFail(Failed failed) {
    synchronized (this) {
      lastFailure = failed.text();
    }
    long waitMillis = retries.onResult(failed);
    if (waitMillis < 0) {
      fail(failed.reason(), failed.text() + attemptsText(), failed.cause());
    } else if (Duration.ofMillis(waitMillis).compareTo(remaining()) >= 0) {
      fail(
          failed.reason(),
          failed.text() + ", and no time is left to try again" + attemptsText(),
          failed.cause());
    } else {
      waitAndRetry(Duration.ofMillis(waitMillis));
    }
  }

  private synchronized void waitAndRetry(Duration delay) {
    if (!stopped) {
      wait = engine.scheduler().schedule(() -> engine.workers().execute(this::tryOnce), delay);
    }
  }

  private Duration remaining() {
    long spent = engine.options().time().nanoTime() - startedAt;
    return within.minusNanos(spent);
  }

  private void deadlinePassed() {
    Attempt current;
    synchronized (this) {
      current = attempt;
    }
    if (current != null) {
      current.timeOut();
    }
    fail(
        Reason.TIMEOUT,
        "no complete answer within "
            + within.toMillis()
            + " ms"
            + attemptsText()
            + lastFailureText(),
        null);
  }

  private synchronized String attemptsText() {
    return attempts > 1 ? " (attempt " + attempts + ")" : "";
  }

  private synchronized String lastFailureText() {
    return lastFailure.isEmpty() ? "" : "; before that: " + lastFailure;
  }

  /** Runs after our own completions too, and then does nothing. */
  private void completedByCaller() {
    if (finish()) {
      engine.counters().cancelled.increment();
    }
  }

  private void stop() {
    Attempt current;
    synchronized (this) {
      stopped = true;
      current = attempt;
      cancel(deadline);
      cancel(wait);
    }
    if (current != null) {
      current.cancel();
    }
  }

  private static void cancel(@Nullable Cancellable task) {
    if (task != null) {
      task.cancel();
    }
  }
}
