package io.jitpeers.http.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.jitpeers.http.ChangeStreamStatistics;
import io.jitpeers.http.HttpSourceStatistics;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.Scheduler.Cancellable;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the lookups of one source, and holds what they share. Thread-safe. */
public final class LookupEngine implements AutoCloseable {
  private final ClientHandle client;
  private final RequestFactory requests;
  private final ResponseReader reader;
  private final CircuitBreaker breaker;
  private final Retry retry;
  private final Duration deadline;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final boolean ownsScheduler;
  private final Counters counters = new Counters();
  private final Set<LookupCall> inFlight = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Creates an engine with threads of its own.
   *
   * @param client makes the HTTP client, which gets the engine's threads
   * @param deadline the most time that a lookup may take
   * @param given a borrowed scheduler, or null for one of the engine's own
   */
  public LookupEngine(
      HttpClient.Builder client,
      RequestFactory requests,
      ResponseReader reader,
      CircuitBreaker breaker,
      Retry retry,
      Duration deadline,
      TimeSource time,
      @Nullable Scheduler given) {
    this.client = new ClientHandle(client);
    this.requests = requests;
    this.reader = reader;
    this.breaker = breaker;
    this.retry = retry;
    this.deadline = deadline;
    this.time = time;
    this.scheduler = given != null ? given : Scheduler.singleThread("jit-http-deadlines");
    this.ownsScheduler = given == null;
  }

  /** Begins a lookup. */
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    Duration within = query.timeout().compareTo(deadline) < 0 ? query.timeout() : deadline;
    URI uri = requests.uri(query.key());
    LookupCall call =
        new LookupCall(this, counters, time, retry.asyncContext(), query, uri, within);
    counters.lookups.increment();
    inFlight.add(call);
    // After joining, so that close either sees the call or the call sees that it is closed.
    if (closed) {
      failClosed(call);
    } else {
      call.begin();
    }
    return call.future();
  }

  /** Returns the counters, with those of the streams of changes. */
  public HttpSourceStatistics statistics(ChangeStreamStatistics changes) {
    return counters.snapshot(breakerState(), inFlight.size(), changes);
  }

  ClientHandle client() {
    return client;
  }

  RequestFactory requests() {
    return requests;
  }

  ResponseReader reader() {
    return reader;
  }

  TimeSource time() {
    return time;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Fails what is in flight and ends the threads. */
  @Override
  public void close() {
    closed = true;
    List.copyOf(inFlight).forEach(LookupEngine::failClosed);
    if (ownsScheduler) {
      scheduler.close();
    }
    client.close();
  }

  private static void failClosed(LookupCall call) {
    call.fail(Reason.UNAVAILABLE, "the source is closed", null);
  }

  /** Creates an attempt, or none if the circuit breaker does not permit one. */
  Optional<Attempt> attempt(PeerQuery query, Consumer<AttemptResult> whenDone) {
    return breaker.tryAcquirePermission()
        ? Optional.of(new Attempt(breaker, client, requests, reader, counters, query, whenDone))
        : Optional.empty();
  }

  BreakerState breakerState() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
    };
  }

  /** Runs a task later, on the scheduler's thread. */
  Cancellable schedule(Runnable task, Duration delay) {
    return scheduler.schedule(task, delay);
  }

  /** Runs a task on a worker. */
  void execute(Runnable task) {
    client.execute(task);
  }

  void ended(LookupCall call) {
    inFlight.remove(call);
  }
}
