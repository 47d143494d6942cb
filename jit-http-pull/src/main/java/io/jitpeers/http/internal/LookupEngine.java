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

/**
 * Runs the lookups of one HTTP source, and holds the objects that the lookups share. Thread-safe.
 */
public final class LookupEngine implements AutoCloseable {
  /**
   * The maximum number of concurrent second requests of all lookups together. A lookup may send a
   * second request if its first one has received nothing for the time that {@link #share} returns.
   * The maximum applies if the first request's HTTP client uses HTTP/1.1 and has received something
   * on another connection during that time. If the client has received nothing on any connection,
   * the client is replaced, and the second request does not count towards the maximum.
   */
  private static final int SECONDS = 16;

  /**
   * The number of equal shares of the {@link #longest} timeout: one for a lookup's first request,
   * one for the second.
   */
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
   * The longest timeout of any lookup so far, in nanoseconds. A lookup's timeout is the caller's
   * timeout, or the source's deadline if that is shorter. {@link #share} is half of this longest
   * timeout. It is not half of the deadline: if every caller uses a timeout that is shorter than
   * the deadline, half of the deadline would be too long.
   */
  private final AtomicLong longest = new AtomicLong();

  private final Set<LookupCall> inFlight = ConcurrentHashMap.newKeySet();
  private final PastCaches pastCaches;
  private volatile boolean closed;

  /**
   * Creates an engine with threads of its own.
   *
   * @param client builds the HTTP client, which uses the engine's threads
   * @param contexts supplies the TLS keys and trust anchors; returns the same object while they are
   *     unchanged; null if the client is already configured
   * @param deadline the longest time that a lookup may take
   * @param given a scheduler that the engine does not close; null if the engine creates and closes
   *     its own
   * @param aroundWorkers wraps the executor of the engine's threads; for tests
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
    this.clients =
        new Clients(client, requests.base(), workers, time, counters.connectionsReplaced);
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
    // Checked after the call was added: either close finds the call, or this check finds the engine
    // closed.
    if (closed) {
      failClosed(call);
    } else {
      call.begin();
    }
    return call.future();
  }

  /** Returns the counters, including those of the change streams. */
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
   * Returns how long an attempt may receive nothing before the silence counts as a failure: half of
   * the deadline, or half of the callers' timeout if that is shorter. The callers' timeout is taken
   * to be the longest timeout of all lookups so far. A single lookup's own timeout may be shorter,
   * because its caller has already used up a part of the time.
   */
  Duration share() {
    return Duration.ofNanos(longest.get() / SHARES);
  }

  /** Returns the current authorization of requests. */
  CompletableFuture<Authorization> authorization() {
    return requests.authorization(workers);
  }

  /**
   * Returns the current authorization of requests. Calls the token supplier on this thread, which
   * must be a worker. If a call that began less than 5 s ago is under way, the future shares the
   * result of that call instead. If three calls hang, the future fails without another call.
   */
  CompletableFuture<Authorization> authorizationOnThisThread() {
    return requests.authorization(Runnable::run);
  }

  /** Makes new connections use the current TLS keys and trust anchors, if these have changed. */
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

  /** Fails the lookups in flight and ends the threads. */
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
