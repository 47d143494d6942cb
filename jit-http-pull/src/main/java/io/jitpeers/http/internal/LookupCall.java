package io.jitpeers.http.internal;

import io.jitpeers.http.internal.AttemptResult.Answered;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
import io.jitpeers.http.internal.Places.Place;
import io.jitpeers.http.internal.Places.Priority;
import io.jitpeers.http.internal.RequestFactory.Authorization;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler.Cancellable;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One lookup: its attempts, the waits between them, and their common deadline. When the lookup's
 * future completes (by an answer, a failure, the deadline, close or the caller's cancel), the
 * attempt and the timers are stopped. A failure may cause a pause of the key ({@link KeyBackoff}).
 */
final class LookupCall {
  /** A lookup counts as timed out if it is cancelled with at most 1/20 of its time left. */
  private static final int TIME_LEFT = 20;

  private final LookupEngine engine;
  private final Counters counters;
  private final TimeSource time;
  private final PeerQuery query;
  private final URI uri;
  private final Duration within;
  private final long startedAt;
  private final CompletableFuture<PeerLookup> future = new CompletableFuture<>();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final PushBacks pushBacks = new PushBacks();

  private int attempts;
  private String lastFailure = "";
  private boolean waitsForToken;
  private boolean stopped;
  private @Nullable Place place;
  private @Nullable Attempt attempt;
  private @Nullable Cancellable deadline;
  private @Nullable Cancellable wait;

  LookupCall(
      LookupEngine engine,
      Counters counters,
      TimeSource time,
      PeerQuery query,
      URI uri,
      Duration within) {
    this.engine = engine;
    this.counters = counters;
    this.time = time;
    this.query = query;
    this.uri = uri;
    this.within = within;
    this.startedAt = time.nanoTime();
  }

  CompletableFuture<PeerLookup> future() {
    return future;
  }

  /** Begins the lookup after its key's pause, or fails it if the pause ends after the deadline. */
  void begin() {
    // The result is in the future, not in the returned stage.
    var unused = future.whenComplete((answer, failure) -> completedByCaller());
    if (!armDeadline()) {
      return;
    }
    Optional<KeyBackoff.Wait> left = engine.backoff().wait(query.key());
    if (left.isEmpty()) {
      engine.execute(this::tryOnce);
    } else if (left.get().left().compareTo(remaining()) < 0) {
      retryIn(left.get().left());
    } else {
      counters.heldBack.increment();
      notAsked(
          left.get().text()
              + " a moment ago, and the key is not asked about for "
              + left.get().left().toMillis()
              + " ms more");
    }
  }

  /** Starts the deadline timer. Returns false if the lookup has already ended. */
  private boolean armDeadline() {
    Cancellable timer;
    try {
      timer = engine.schedule(this::deadlinePassed, within);
    } catch (RuntimeException | Error e) {
      fail(Reason.UNAVAILABLE, "its deadline could not be scheduled", e);
      return false;
    }
    synchronized (this) {
      deadline = timer;
    }
    if (future.isDone()) {
      timer.cancel();
      return false;
    }
    return true;
  }

  void fail(Reason reason, String text, @Nullable Throwable cause) {
    fail(new LookupException(reason, message(text), cause));
  }

  /** Fails the lookup without a request, so the failure says nothing about the control plane. */
  private void notAsked(String text) {
    fail(LookupException.notAsked(message(text)));
  }

  private String message(String text) {
    return "GET " + uri + " failed: " + text;
  }

  private void fail(LookupException failure) {
    if (finish()) {
      counters.countFailure(failure.reason());
      future.completeExceptionally(failure);
    }
  }

  private void succeed(PeerLookup answer) {
    if (finish()) {
      counters.countAnswer(answer);
      future.complete(answer);
    }
  }

  /** Stops the attempt and the timers. Returns whether this is the first call. */
  private boolean finish() {
    if (!finished.compareAndSet(false, true)) {
      return false;
    }
    stop();
    engine.ended(this);
    return true;
  }

  /** Performs one attempt. Runs on a worker, because it may read a bearer token from a file. */
  private void tryOnce() {
    if (future.isDone()) {
      return;
    }
    engine.refreshTls();
    synchronized (this) {
      waitsForToken = true;
    }
    CompletableFuture<Authorization> authorization = engine.authorizationOnThisThread();
    if (authorization.isDone()) {
      authorized(authorization.join());
    } else {
      // Other lookups may wait for the same token. Each continues in its own worker task.
      var unused = authorization.thenAcceptAsync(this::authorized, engine::execute);
    }
  }

  private void authorized(Authorization authorization) {
    Failed failure = authorization.failure();
    synchronized (this) {
      waitsForToken = false;
    }
    if (failure != null) {
      fail(failure.reason(), failure.text(), failure.cause());
      return;
    }
    Place next = engine.places().place(priority(), () -> placed(authorization.header()));
    if (adopt(next)) {
      next.enter();
    }
  }

  private Priority priority() {
    if (query.urgency() == PeerQuery.Urgency.BACKGROUND) {
      return Priority.BACKGROUND;
    }
    return engine.fuse().knows(query) ? Priority.KNOWN : Priority.STRANGER;
  }

  private synchronized boolean adopt(Place next) {
    place = next;
    return !stopped;
  }

  private void placed(Optional<String> authorization) {
    Place held;
    synchronized (this) {
      held = place;
    }
    if (held == null) {
      return;
    }
    if (future.isDone()) {
      held.leave(Places.End.OTHER);
    } else {
      Optional<Fuse.Permission> permission = engine.fuse().tryAcquire(query);
      permission.ifPresentOrElse(
          given -> start(attempt(authorization, given, held)), () -> refused(held));
    }
  }

  private synchronized Attempt attempt(
      Optional<String> authorization, Fuse.Permission permission, Place held) {
    boolean mayAskTwice = attempts + 1 < engine.retry().maxAttempts();
    return new Attempt(
        engine, query, authorization, permission, held, mayAskTwice, this::attemptEnded);
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
    if (!pushBacks.isRepeated()) {
      attempts++;
      if (attempts > 1) {
        counters.retries.increment();
      }
    }
    return !stopped;
  }

  private void refused(Place held) {
    held.leave(Places.End.OTHER);
    counters.breakerRefusals.increment();
    String state =
        switch (engine.fuse().state()) {
          case HALF_OPEN -> "half-open, and as many requests as it permits are under way";
          default -> "open, because too many requests failed";
        };
    notAsked("the circuit breaker is " + state + lastFailureText());
  }

  private void attemptEnded(AttemptResult result) {
    if (result instanceof Answered answered) {
      engine.backoff().answered(query.key());
      succeed(answered.lookup());
    } else if (result instanceof Failed failed) {
      retryOrFail(failed);
    }
  }

  private void retryOrFail(Failed failed) {
    int attemptsSoFar;
    synchronized (this) {
      lastFailure = failed.text();
      attemptsSoFar = attempts;
    }
    if (failed.kind() == Kind.PUSHED_BACK) {
      askAgain(failed);
      return;
    }
    Optional<Duration> delay = engine.retry().waitAfter(attemptsSoFar, failed);
    if (delay.isEmpty()) {
      failFor(failed, "");
    } else if (delay.get().compareTo(remaining()) >= 0) {
      failFor(failed, ", and no time is left to try again");
    } else {
      retryIn(delay.get());
    }
  }

  private void failFor(Failed failed, String more) {
    String text = failed.text() + more + attemptsText();
    switch (failed.kind()) {
      case ASKED_TOO_OFTEN -> {
        Duration left = leaveAlone(failed);
        Duration wait = failed.retryAfter().isZero() ? left : failed.retryAfter();
        fail(LookupException.askedTooOften(message(text), wait, failed.cause()));
      }
      case KEY, BUSY -> {
        var unused = leaveAlone(failed);
        fail(failed.reason(), text, failed.cause());
      }
      default -> fail(failed.reason(), text, failed.cause());
    }
  }

  private Duration leaveAlone(Failed failed) {
    return engine.backoff().failed(query.key(), failed.retryAfter(), failed.text());
  }

  private void askAgain(Failed failed) {
    counters.pushedBack.increment();
    Optional<Duration> delay = pushBacks.next().filter(next -> next.compareTo(remaining()) < 0);
    if (delay.isPresent()) {
      retryIn(delay.get());
    } else {
      notAsked(failed.text() + ": the connection refused all " + pushBacks.times() + " tries");
    }
  }

  private void retryIn(Duration delay) {
    try {
      arrange(delay);
    } catch (RuntimeException | Error e) {
      fail(Reason.UNAVAILABLE, "a further attempt could not be scheduled", e);
    }
  }

  private synchronized void arrange(Duration delay) {
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
        (isWaitingForToken() ? "no bearer token" : "no complete answer")
            + " within "
            + within.toMillis()
            + " ms"
            + attemptsText()
            + lastFailureText(),
        null);
  }

  private synchronized boolean isWaitingForToken() {
    return waitsForToken;
  }

  private synchronized String attemptsText() {
    return attempts > 1 ? " (attempt " + attempts + ")" : "";
  }

  private synchronized String lastFailureText() {
    return lastFailure.isEmpty() ? "" : "; before that: " + lastFailure;
  }

  /**
   * Runs when the future completes; acts only if the caller cancelled it. Counts a timeout if at
   * most 1/20 of the lookup's time limit is left, or if the current attempt's first request was
   * sent at least {@link LookupEngine#share} ago. Otherwise, counts a cancellation.
   */
  private void completedByCaller() {
    boolean timedOut = !finished.get() && timedOut();
    if (finish()) {
      (timedOut ? counters.timeouts : counters.cancelled).increment();
    }
  }

  private boolean timedOut() {
    Attempt current;
    synchronized (this) {
      current = attempt;
    }
    return (current != null && current.timeOutIfDue())
        || remaining().compareTo(within.dividedBy(TIME_LEFT)) <= 0;
  }

  private void stop() {
    Attempt current;
    Place held;
    synchronized (this) {
      stopped = true;
      current = attempt;
      held = place;
      cancel(deadline);
      cancel(wait);
    }
    if (current != null) {
      current.cancel();
    }
    if (held != null) {
      held.leave(Places.End.OTHER); // The lookup may still wait for a place.
    }
  }

  private static void cancel(@Nullable Cancellable task) {
    if (task != null) {
      task.cancel();
    }
  }
}
