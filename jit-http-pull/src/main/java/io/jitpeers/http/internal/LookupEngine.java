package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamStatistics;
import io.jitpeers.http.HttpSourceStatistics;
import io.jitpeers.http.internal.RequestFactory.Authorization;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Runs the lookups of one source, and holds what they share. Thread-safe. */
public final class LookupEngine implements AutoCloseable {
  /** Second requests that may be under way because a first one over HTTP/1.1 is silent. */
  private static final int SECONDS = 16;

  /** A second request must have time for an answer, too. */
  private static final int SHARES = 2;

  private final Workers workers;
  private final Clients clients;
  private final Places places;
  private final Semaphore seconds = new Semaphore(SECONDS);
  private final RequestFactory requests;
  private final ResponseReader reader;
  private final Policies policies;
  private final TlsRefresh tls;
  private final Upgrades upgrades;
  private final Duration deadline;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final boolean ownsScheduler;
  private final Counters counters = new Counters();

  /**
   * The longest time that a lookup had, in nanoseconds: the caller's own deadline may be shorter.
   */
  private final AtomicLong longest = new AtomicLong();

  private final Set<LookupCall> inFlight = ConcurrentHashMap.newKeySet();
  private final PastCaches pastCaches;
  private volatile boolean closed;

  /**
   * Creates an engine with threads of its own.
   *
   * @param client makes the HTTP client, which gets the engine's threads
   * @param contexts gives keys and trust for TLS, the same object as long as they are the same;
   *     null if the client has what it needs
   * @param deadline the most time that a lookup may take
   * @param given a borrowed scheduler, or null for one of the engine's own
   * @param aroundWorkers stands in front of the engine's threads; for tests
   */
  public LookupEngine(
      HttpClient.Builder client,
      @Nullable Supplier<SSLContext> contexts,
      RequestFactory requests,
      ResponseReader reader,
      Policies policies,
      Duration deadline,
      TimeSource time,
      @Nullable Scheduler given,
      UnaryOperator<Executor> aroundWorkers) {
    this.workers = new Workers(time, aroundWorkers);
    this.places = new Places(workers);
    this.tls = new TlsRefresh(contexts, client, time);
    this.clients = new Clients(client, workers, time, counters.connectionsReplaced);
    this.requests = requests;
    this.reader = reader;
    this.policies = policies;
    this.deadline = deadline;
    this.time = time;
    this.pastCaches = new PastCaches(time);
    this.upgrades = new Upgrades(requests.base(), clients.current().prefersHttp2(), time);
    this.scheduler = given != null ? given : Scheduler.singleThread("jit-http-deadlines");
    this.ownsScheduler = given == null;
  }

  /** Begins a lookup. */
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    Duration within = query.timeout().compareTo(deadline) < 0 ? query.timeout() : deadline;
    URI uri = requests.uri(query.key());
    LookupCall call = new LookupCall(this, counters, time, query, uri, within);
    counters.lookups.increment();
    longest.accumulateAndGet(within.toNanos(), Math::max);
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
    return counters.snapshot(fuse().state(), inFlight.size(), changes);
  }

  Clients clients() {
    return clients;
  }

  Places places() {
    return places;
  }

  Semaphore seconds() {
    return seconds;
  }

  Counters counters() {
    return counters;
  }

  Fuse fuse() {
    return policies.fuse();
  }

  KeyBackoff backoff() {
    return policies.backoff();
  }

  RetryPolicy retry() {
    return policies.retry();
  }

  PastCaches pastCaches() {
    return pastCaches;
  }

  Upgrades upgrades() {
    return upgrades;
  }

  /**
   * How long an attempt may hear nothing before it has had its time: half of the deadline, or of
   * the caller's if that is the shorter one. Callers wait before they ask, so what counts is the
   * most that one of them gave.
   */
  Duration share() {
    return Duration.ofNanos(longest.get() / SHARES);
  }

  /** What requests are authorized by now. */
  CompletableFuture<Authorization> authorization() {
    return requests.authorization(workers);
  }

  /** Has new connections use the keys and trust for TLS that there are now. */
  void refreshTls() {
    tls.refresh(clients);
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
    clients.close();
    workers.close();
  }

  private static void failClosed(LookupCall call) {
    call.fail(Reason.UNAVAILABLE, "the source is closed", null);
  }

  /** Runs a task later, on the scheduler's thread. */
  Cancellable schedule(Runnable task, Duration delay) {
    return scheduler.schedule(task, delay);
  }

  /** Runs a task on a worker. */
  void execute(Runnable task) {
    workers.execute(task);
  }

  void ended(LookupCall call) {
    inFlight.remove(call);
  }
}
