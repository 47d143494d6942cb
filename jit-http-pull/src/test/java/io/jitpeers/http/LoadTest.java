package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One or two thousand lookups, 256 at a time, against a faulty control plane: each is answered or
 * fails with the right reason, none hangs, and no thread or connection remains.
 */
@Timeout(300)
class LoadTest {
  private static final Logger log = LoggerFactory.getLogger(LoadTest.class);
  private static final int LOOKUPS = 2_000;

  /** The number of lookups in tests with slow answers. */
  private static final int FEWER = 1_000;

  private static final int AT_ONCE = 256;

  /** A deadline that no lookup reaches, on any machine. */
  private static final Duration PATIENT = Duration.ofMinutes(1);

  /** Half of it passes before a second request is sent. */
  private static final Duration IMPATIENT = Duration.ofSeconds(8);

  private final Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
  private final Map<Reason, AtomicInteger> failures = new EnumMap<>(Reason.class);
  private final AtomicInteger found = new AtomicInteger();
  private final AtomicInteger notAsked = new AtomicInteger();

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    ByteBuffer.wrap(bytes).putInt(number).putInt(8, number);
    return PublicKey.ofBytes(bytes);
  }

  private void run(HttpPeerConfigSource source, int lookups) throws Exception {
    for (Reason reason : Reason.values()) {
      failures.put(reason, new AtomicInteger());
    }
    Semaphore places = new Semaphore(AT_ONCE);
    CountDownLatch ended = new CountDownLatch(lookups);
    for (int i = 0; i < lookups; i++) {
      assertThat(places.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      var unused =
          source
              .lookup(Peers.query(key(i)))
              .whenComplete(
                  (answer, failure) -> {
                    count(answer, failure);
                    places.release();
                    ended.countDown();
                  });
    }
    assertThat(ended.await(120, TimeUnit.SECONDS)).as("none hangs").isTrue();
    assertThat(source.statistics().inFlight()).isZero();
    log.info(
        "found {}, failed {}, of those not asked {}: {}",
        found,
        failures,
        notAsked,
        source.statistics());
  }

  private void count(PeerLookup answer, Throwable failure) {
    if (answer != null) {
      found.incrementAndGet();
      return;
    }
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    LookupException known = (LookupException) cause;
    failures.get(known.reason()).incrementAndGet();
    notAsked.addAndGet(known.wasAsked() ? 0 : 1);
  }

  private void assertNothingStays() throws Exception {
    Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
    ours.removeAll(before);
    ours.removeIf(
        thread ->
            !thread.getName().startsWith("jit-http") && !thread.getName().startsWith("HttpClient"));
    for (Thread thread : ours) {
      thread.join(60_000);
    }
    assertThat(ours).filteredOn(Thread::isAlive).isEmpty();
  }

  private HttpPeerConfigSourceBuilder builder(MisbehavingHttpServer server) {
    return HttpPeerConfigSource.builder(server.base())
        .preferHttp2(false)
        .connectTimeout(PATIENT)
        .deadline(PATIENT)
        .decoder(Http2Server.anyKey());
  }

  /**
   * Every sixth request ends in 503, or is reset or cut off. With so many requests under way
   * results arrive in bursts, and the breaker stays closed nevertheless.
   */
  @Test
  void flapping() throws Exception {
    Script[] bad = {
      Responses.status(503), Responses.closeInMidBody(Peers.JSON), Responses.resetInMidBody("{}")
    };
    try (MisbehavingHttpServer server =
        new MisbehavingHttpServer(
            (request, connection) ->
                (request.number() % 6 != 0
                        ? Responses.answer(200, Peers.JSON)
                        : bad[request.number() / 6 % bad.length])
                    .serve(request, connection))) {
      try (HttpPeerConfigSource source = builder(server).build()) {
        run(source, LOOKUPS);
        assertThat(source.statistics().breakerRefusals()).isZero();
      }
      assertThat(failures.get(Reason.REJECTED)).hasValue(0);
      assertThat(failures.get(Reason.TIMEOUT)).hasValue(0);
      assertThat(found.get()).isGreaterThan(LOOKUPS * 9 / 10);
      server.awaitNoConnection();
    }
    assertNothingStays();
  }

  /**
   * The server fails until the breaker has refused a hundred lookups: the breaker opens, and closes
   * by itself.
   */
  @Test
  void anOutage() throws Exception {
    try (MisbehavingHttpServer server =
        new MisbehavingHttpServer(
            (request, connection) ->
                (request.number() < 300 || notAsked.get() >= 100
                        ? Responses.answer(200, Peers.JSON)
                        : Responses.status(503))
                    .serve(request, connection))) {
      CircuitBreakerOptions quick = new CircuitBreakerOptions(80, 50, 30, Duration.ofMillis(20));
      try (HttpPeerConfigSource source = builder(server).circuitBreaker(quick).build()) {
        run(source, LOOKUPS);
        assertThat(source.statistics().breakerRefusals()).isPositive();
        Await.until(
            "the breaker closes",
            () -> {
              Throwable failure =
                  source
                      .lookup(Peers.query(key(0)))
                      .handle((a, f) -> f)
                      .toCompletableFuture()
                      .get();
              return failure == null && source.statistics().breakerState() == BreakerState.CLOSED;
            });
      }
      assertThat(failures.get(Reason.REJECTED)).hasValue(0);
      assertThat(failures.get(Reason.TIMEOUT)).hasValue(0);
      assertThat(found.get()).isPositive();
      server.awaitNoConnection();
    }
    assertNothingStays();
  }

  /** The server takes 300 ms for each answer, and never answers one request in a hundred. */
  @Test
  void slow() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
        new MisbehavingHttpServer(
            (request, connection) -> {
              if (request.number() % 100 == 99) {
                Responses.silence(gone).serve(request, connection);
              } else {
                connection.pause(Duration.ofMillis(300));
                Responses.answer(200, Peers.JSON).serve(request, connection);
              }
            })) {
      try (HttpPeerConfigSource source = builder(server).deadline(IMPATIENT).build()) {
        run(source, FEWER);
        assertThat(source.statistics().breakerState()).isEqualTo(BreakerState.CLOSED);
        assertThat(source.statistics().secondRequests()).isPositive();
      }
      assertThat(failures.get(Reason.REJECTED)).hasValue(0);
      assertThat(failures.get(Reason.UNAVAILABLE)).hasValue(0);
      assertThat(failures.get(Reason.TIMEOUT).get()).isLessThan(FEWER / 100);
      server.awaitNoConnection();
    }
    assertNothingStays();
  }

  /** The server answers every second request with 429 and a Retry-After of a second. */
  @Test
  void askingToWait() throws Exception {
    try (MisbehavingHttpServer server =
        new MisbehavingHttpServer(
            (request, connection) ->
                (request.number() % 2 == 0
                        ? Responses.answer(200, Peers.JSON)
                        : Responses.status(429, "Retry-After: 1"))
                    .serve(request, connection))) {
      try (HttpPeerConfigSource source = builder(server).retryWhenAskedTooOften(true).build()) {
        run(source, FEWER);
        assertThat(source.statistics().breakerRefusals()).isZero();
        assertThat(source.statistics().breakerState()).isEqualTo(BreakerState.CLOSED);
      }
      assertThat(failures.get(Reason.REJECTED)).hasValue(0);
      assertThat(failures.get(Reason.TIMEOUT)).hasValue(0);
      // Four failures in a row, after which a lookup fails, have a probability of 1/16.
      assertThat(found.get()).isGreaterThan(FEWER * 8 / 10);
      server.awaitNoConnection();
    }
    assertNothingStays();
  }
}
