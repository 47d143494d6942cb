package io.jitpeers.http.internal;

import io.github.resilience4j.retry.Retry;
import io.jitpeers.http.internal.AttemptResult.Answered;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler.Cancellable;
import io.jitpeers.time.TimeSource;
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
  private final Counters counters;
  private final TimeSource time;
  private final Retry.AsyncContext<AttemptResult> retries;
  private final PeerQuery query;
  private final URI uri;
  private final Duration within;
  private final long startedAt;
  private final CompletableFuture<PeerLookup> future = new CompletableFuture<>();
  private final AtomicBoolean finished = new AtomicBoolean();

  private int attempts;
  private String lastFailure = "";
  private boolean stopped;
  private @Nullable Attempt attempt;
  private @Nullable Cancellable deadline;
  private @Nullable Cancellable wait;

  LookupCall(
      LookupEngine engine,
      Counters counters,
      TimeSource time,
      Retry.AsyncContext<AttemptResult> retries,
      PeerQuery query,
      URI uri,
      Duration within) {
    this.engine = engine;
    this.counters = counters;
    this.time = time;
    this.retries = retries;
    this.query = query;
    this.uri = uri;
    this.within = within;
    this.startedAt = time.nanoTime();
  }

  CompletableFuture<PeerLookup> future() {
    return future;
  }

  /** Begins. The first request is made on a worker, because a token supplier may read a file. */
  void begin() {
    // The stage this makes is of no use: what it would carry is in the future itself.
    var unused = future.whenComplete((answer, failure) -> completedByCaller());
    Cancellable timer = engine.schedule(this::deadlinePassed, within);
    synchronized (this) {
      deadline = timer;
    }
    if (future.isDone()) {
      timer.cancel();
      return;
    }
    engine.execute(this::tryOnce);
  }

  void fail(Reason reason, String text, @Nullable Throwable cause) {
    if (finish()) {
      counters.countFailure(reason);
      future.completeExceptionally(
          new LookupException(reason, "GET " + uri + " failed: " + text, cause));
    }
  }

  private void succeed(PeerLookup answer) {
    if (finish()) {
      counters.countAnswer(answer);
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
    if (!future.isDone()) {
      engine.attempt(query, this::attemptEnded).ifPresentOrElse(this::start, this::refused);
    }
  }

  private void start(Attempt next) {
    if (adopt(next)) {
      next.start(uri);
    } else {
      next.cancel();
    }
  }

  private synchronized boolean adopt(Attempt next) {
    attempt = next;
    attempts++;
    if (attempts > 1) {
      counters.retries.increment();
    }
    return !stopped;
  }

  private void refused() {
    counters.breakerRefusals.increment();
    String state =
        switch (engine.breakerState()) {
          case HALF_OPEN -> "half-open, and as many requests as it permits are under way";
          default -> "open, because too many requests failed";
        };
    fail(Reason.UNAVAILABLE, "the circuit breaker is " + state + lastFailureText(), null);
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
      wait = engine.schedule(() -> engine.execute(this::tryOnce), delay);
    }
  }

  private Duration remaining() {
    return within.minusNanos(time.nanoTime() - startedAt);
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
      counters.cancelled.increment();
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
