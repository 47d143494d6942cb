package io.jitpeers.http.internal;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.jitpeers.http.HttpSourceStatistics;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** What the lookups of one source share. Thread-safe. */
public final class LookupEngine implements AutoCloseable {
  private final SourceOptions options;
  private final Scheduler scheduler;
  private final ClientHandle client;
  private final CircuitBreaker breaker;
  private final Retry retry;
  private final RequestFactory requests;
  private final Counters counters = new Counters();
  private final ResponseReader reader;
  private final Set<LookupCall> inFlight = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Creates an engine with threads of its own. */
  public LookupEngine(SourceOptions options) {
    this.options = options;
    this.client = new ClientHandle(options);
    this.scheduler =
        options.scheduler() != null
            ? options.scheduler()
            : Scheduler.singleThread("jit-http-deadlines");
    this.breaker = Policies.circuitBreaker(options.circuitBreaker(), options.time());
    this.retry = Policies.retry(options.retry(), options.random());
    this.requests = new RequestFactory(options);
    this.reader = new ResponseReader(options, counters);
  }

  /** Begins a lookup. */
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    LookupCall call = new LookupCall(this, query);
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

  /** Returns the counters. */
  public HttpSourceStatistics statistics() {
    BreakerState state =
        switch (breaker.getState()) {
          case OPEN, FORCED_OPEN -> BreakerState.OPEN;
          case HALF_OPEN -> BreakerState.HALF_OPEN;
          case CLOSED, DISABLED, METRICS_ONLY -> BreakerState.CLOSED;
        };
    return counters.snapshot(state, inFlight.size());
  }

  /** Fails what is in flight and ends the threads. */
  @Override
  public void close() {
    closed = true;
    List.copyOf(inFlight).forEach(LookupEngine::failClosed);
    if (options.scheduler() == null) {
      scheduler.close();
    }
    client.close();
  }

  private static void failClosed(LookupCall call) {
    call.fail(Reason.UNAVAILABLE, "the source is closed", null);
  }

  void ended(LookupCall call) {
    inFlight.remove(call);
  }

  SourceOptions options() {
    return options;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  HttpClient client() {
    return client.client();
  }

  Executor workers() {
    return client.workers();
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  Retry retry() {
    return retry;
  }

  RequestFactory requests() {
    return requests;
  }

  Counters counters() {
    return counters;
  }

  ResponseReader reader() {
    return reader;
  }
}
