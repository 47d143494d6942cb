package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The breaker opens, and closes again, during the life of one source. */
@Timeout(60)
class CircuitBreakerTest {
  private static final int WINDOW = 4;
  private static final int PROBES = 3;
  private static final Duration OPEN_FOR = Duration.ofSeconds(5);

  private final ManualTime time = new ManualTime();
  private final CountDownLatch gone = new CountDownLatch(1);
  private final CountDownLatch asked = new CountDownLatch(PROBES);
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  @BeforeEach
  void start() {
    server = new MisbehavingHttpServer(Responses.status(503));
    source = builder(Duration.ofSeconds(60)).build();
  }

  private HttpPeerConfigSourceBuilder builder(Duration deadline) {
    return HttpPeerConfigSource.builder(server.base())
        .retry(RetryOptions.NONE)
        .circuitBreaker(new CircuitBreakerOptions(50, WINDOW, WINDOW, OPEN_FOR))
        .deadline(deadline)
        .connectTimeout(Duration.ofSeconds(60))
        .timeSource(time);
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  /** Each key counts once. */
  private void open() {
    for (int i = 0; i < WINDOW; i++) {
      assertThat(Peers.failure(source, Peers.key(i))).hasMessageContaining("answered 503");
    }
    assertThat(state()).isEqualTo(BreakerState.OPEN);
  }

  private void halfOpen() {
    open();
    time.advance(OPEN_FOR.plusMillis(1));
  }

  private BreakerState state() {
    return source.statistics().breakerState();
  }

  @Test
  void openFailsAtOnceWithoutARequest() {
    open();

    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("the circuit breaker is open");
    assertThat(failure.wasAsked()).isFalse();
    assertThat(server.requests()).hasSize(WINDOW);
    assertThat(source.statistics().breakerRefusals()).isEqualTo(1);
  }

  @Test
  void recoversWithoutRestart() throws Exception {
    halfOpen();
    server.become(Responses.answer(200, JSON));

    assertThatProbesClose();

    assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
  }

  private void assertThatProbesClose() throws Exception {
    for (int i = 0; i < PROBES; i++) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
    assertThat(state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void probesThatFailOpenItAgain() {
    halfOpen();

    for (int i = 0; i < PROBES; i++) {
      assertThat(Peers.failure(source, Peers.key(100 + i))).hasMessageContaining("answered 503");
    }

    assertThat(state()).isEqualTo(BreakerState.OPEN);
    assertThat(Peers.failure(source, KEY)).hasMessageContaining("the circuit breaker is open");
  }

  @Test
  void onlyAsManyProbesAsPermittedAreUnderWay() throws Exception {
    halfOpen();
    List<CompletableFuture<?>> probes = silentProbes();

    assertThat(Peers.failure(source, KEY)).hasMessageContaining("half-open");
    assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    probes.forEach(probe -> probe.cancel(true));
  }

  @Test
  void cancelledProbesLetOthersThrough() throws Exception {
    halfOpen();
    silentProbes().forEach(probe -> probe.cancel(true));
    server.become(Responses.answer(200, JSON));

    assertThatProbesClose();
  }

  private List<CompletableFuture<?>> silentProbes() throws InterruptedException {
    server.become(
        (request, connection) -> {
          asked.countDown();
          Responses.silence(gone).serve(request, connection);
        });
    List<CompletableFuture<?>> probes = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      probes.add(source.lookup(Peers.query(KEY)).toCompletableFuture());
    }
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    return probes;
  }

  /** Answers to older requests, which may have been lost with the server that failed. */
  @Test
  void timeoutsOfRequestsFromBeforeItOpenedAreNotJudgedAsProbes() throws Exception {
    List<CompletableFuture<PeerLookup>> old = openWithRequestsUnderWay();
    time.advance(OPEN_FOR.plusMillis(1));
    server.become(Responses.answer(200, JSON));
    Peers.found(source, KEY);

    time.advance(Duration.ofSeconds(60));

    for (CompletableFuture<PeerLookup> lookup : old) {
      assertThat(Peers.failure(lookup).reason()).isEqualTo(Reason.TIMEOUT);
    }
    assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    for (int i = 1; i < PROBES; i++) {
      Peers.found(source, KEY);
    }
    assertThat(state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void cancelledRequestsFromBeforeItOpenedPermitNoFurtherProbe() throws Exception {
    List<CompletableFuture<PeerLookup>> old = openWithRequestsUnderWay();
    time.advance(OPEN_FOR.plusMillis(1));
    List<CompletableFuture<PeerLookup>> probes = silentRequests(400);

    old.forEach(lookup -> lookup.cancel(true));

    assertThat(Peers.failure(source, KEY)).hasMessageContaining("half-open");
    probes.forEach(probe -> probe.cancel(true));
  }

  private List<CompletableFuture<PeerLookup>> openWithRequestsUnderWay()
      throws InterruptedException {
    source.close();
    source = builder(Duration.ofSeconds(60)).scheduler(time).build();
    List<CompletableFuture<PeerLookup>> underWay = silentRequests(300);
    server.become(Responses.status(503));
    for (int i = 0; i < 2 * PROBES; i++) { // Twice as many results as requests under way.
      Peers.failure(source, Peers.key(i));
    }
    assertThat(state()).isEqualTo(BreakerState.OPEN);
    return underWay;
  }

  private List<CompletableFuture<PeerLookup>> silentRequests(int firstKey)
      throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(PROBES);
    server.become(
        (request, connection) -> {
          sent.countDown();
          Responses.silence(gone).serve(request, connection);
        });
    List<CompletableFuture<PeerLookup>> lookups = new ArrayList<>();
    for (int i = 0; i < PROBES; i++) {
      lookups.add(source.lookup(Peers.query(Peers.key(firstKey + i))).toCompletableFuture());
    }
    assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
    return lookups;
  }

  @Test
  void deadlinesThatPassOpenIt() throws Exception {
    source.close();
    Duration deadline = Duration.ofMillis(50);
    source = builder(deadline).scheduler(time).build();
    Semaphore requests = new Semaphore(0);
    server.become(
        (request, connection) -> {
          requests.release();
          Responses.silence(gone).serve(request, connection);
        });

    for (int i = 0; i < WINDOW; i++) {
      CompletionStage<PeerLookup> lookup = source.lookup(Peers.query(KEY));
      assertThat(requests.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      time.advance(deadline);
      assertThat(Peers.failure(lookup).reason()).isEqualTo(Reason.TIMEOUT);
    }

    assertThat(state()).isEqualTo(BreakerState.OPEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410, 400})
  void answersThatAreNoFailuresOfTheControlPlaneDoNotOpenIt(int status) throws Exception {
    source.close();
    source = builder(Duration.ofSeconds(60)).preferHttp2(false).build();
    server.become(Responses.status(status));
    for (int i = 0; i < 3 * WINDOW; i++) {
      var unused =
          source
              .lookup(Peers.query(KEY))
              .handle((answer, failure) -> answer)
              .toCompletableFuture()
              .get();
    }

    assertThat(state()).isEqualTo(BreakerState.CLOSED);
    assertThat(server.requests()).hasSize(3 * WINDOW);
  }

  @Test
  void anOpenBreakerEndsTheRetriesOfALookup() throws Exception {
    source.close();
    RecordingScheduler scheduler = new RecordingScheduler(time);
    Duration wait = Duration.ofMillis(100);
    source =
        builder(Duration.ofSeconds(60))
            .retry(new RetryOptions(3, wait.multipliedBy(2), wait.multipliedBy(2)))
            .random(() -> 0L) // The shortest waits, half of the plain ones.
            .scheduler(scheduler)
            .build();
    List<CompletionStage<PeerLookup>> lookups = new ArrayList<>();
    for (int i = 0; i < WINDOW; i++) {
      lookups.add(source.lookup(Peers.query(Peers.key(i))));
    }
    for (int waits = 0; waits < WINDOW; ) {
      waits += scheduler.nextDelay().equals(wait) ? 1 : 0;
    }
    time.advance(wait);

    for (CompletionStage<PeerLookup> lookup : lookups) {
      assertThat(Peers.failure(lookup))
          .hasMessageContaining("the circuit breaker is open")
          .hasMessageContaining("before that: answered 503");
    }
    assertThat(server.requests()).hasSize(WINDOW);
  }

  private HttpPeerConfigSource noisy(int window) {
    return Peers.patient(server.base())
        .preferHttp2(false)
        .retry(new RetryOptions(4, Duration.ofMillis(1), Duration.ofMillis(1)))
        .circuitBreaker(new CircuitBreakerOptions(50, window, window / 2, OPEN_FOR))
        .build();
  }

  /** One peer whose answer always fails says nothing about the others. */
  @ParameterizedTest
  @ValueSource(ints = {500, 503, 0})
  void oneKeyThatFailsOpensNothing(int status) throws Exception {
    source.close();
    source = noisy(20);
    String bad = "/peer/" + KeyEncoding.BASE64URL.encode(Peers.key(7));
    server.become(
        (request, connection) ->
            (request.target().equals(bad)
                    ? status == 0 ? Responses.closeInMidBody(JSON) : Responses.status(status)
                    : Responses.answer(404, ""))
                .serve(request, connection));

    for (int i = 0; i < 26; i++) {
      assertThat(Peers.failure(source, Peers.key(7)).wasAsked()).isTrue();
      Peers.notFound(source, Peers.key(100 + i));
    }

    assertThat(state()).isEqualTo(BreakerState.CLOSED);
    assertThat(source.statistics().breakerRefusals()).isZero();
  }

  /** The control plane is reachable, and reports a failure. */
  @ParameterizedTest
  @ValueSource(ints = {408, 429})
  void beingAskedToWaitOpensNothing(int status) throws Exception {
    source.close();
    source = noisy(20);
    server.become(Responses.status(status, "Retry-After: 0"));

    for (int i = 0; i < 51; i++) {
      assertThat(Peers.failure(source, Peers.key(i))).hasMessageContaining("answered " + status);
    }

    assertThat(state()).isEqualTo(BreakerState.CLOSED);
    assertThat(source.statistics().breakerRefusals()).isZero();
  }

  /**
   * A lookup with little time left, as after a wait in the caller's queue, has not had its share of
   * the deadline.
   */
  @Test
  void aTimeoutBeforeItsTimeOpensNothing() throws Exception {
    source.close();
    source = builder(Duration.ofSeconds(10)).scheduler(time).build();
    server.become(Responses.answer(200, JSON));
    // This lookup has its full timeout, which determines the share of the deadline.
    Peers.found(source, KEY);
    Semaphore requests = new Semaphore(0);
    server.become(
        (request, connection) -> {
          requests.release();
          Responses.silence(gone).serve(request, connection);
        });

    for (int i = 0; i < 3 * WINDOW; i++) {
      CompletionStage<PeerLookup> lookup =
          source.lookup(PeerQuery.builder(Peers.key(i)).timeout(Duration.ofMillis(900)).build());
      assertThat(requests.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      time.advance(Duration.ofMillis(900));
      assertThat(Peers.failure(lookup).reason()).isEqualTo(Reason.TIMEOUT);
    }

    assertThat(state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void theFirstProbesAreForKnownKeys() throws Exception {
    server.become(Responses.answer(200, JSON));
    Peers.found(source, KEY);
    server.become(Responses.status(503));
    for (int i = 0; i < WINDOW - 1; i++) {
      Peers.failure(source, Peers.key(i));
    }
    assertThat(state()).isEqualTo(BreakerState.OPEN);
    time.advance(OPEN_FOR.plusMillis(1));

    server.become(Responses.answer(200, JSON));
    assertThat(Peers.failure(source, Peers.key(50)).wasAsked()).as("a stranger").isFalse();
    Peers.found(source, KEY);
    assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
    PeerQuery remembered = PeerQuery.builder(Peers.key(51)).validator("\"v1\"").build();
    server.become(Responses.status(404));
    assertThat(Peers.get(source.lookup(remembered))).isInstanceOf(PeerLookup.NotFound.class);
    Peers.notFound(source, KEY);

    assertThat(state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void aStrangersProbeWillDoIfNobodyKnownComes() throws Exception {
    server.become(Responses.answer(200, JSON));
    Peers.found(source, KEY);
    server.become(Responses.status(503));
    for (int i = 0; i < WINDOW - 1; i++) {
      Peers.failure(source, Peers.key(i));
    }
    time.advance(OPEN_FOR.multipliedBy(2).plusMillis(1));
    server.become(Responses.status(404));

    for (int i = 0; i < PROBES; i++) {
      Peers.notFound(source, Peers.key(100 + i));
    }

    assertThat(state()).isEqualTo(BreakerState.CLOSED);
  }
}
