package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The form of requests, and the handling of credentials. */
@Timeout(60)
class RequestTest {
  private final CapturedLog log = new CapturedLog();
  private MisbehavingHttpServer server;

  @BeforeEach
  void start() {
    server = new MisbehavingHttpServer(Responses.answer(200, JSON));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    log.close();
  }

  private Request requestOf(HttpPeerConfigSourceBuilder builder) throws Exception {
    try (HttpPeerConfigSource source = builder.build()) {
      Peers.found(source, KEY);
      return server.requests().get(server.requests().size() - 1);
    }
  }

  @Test
  void aKeyIsWrittenAsUnpaddedUrlSafeBase64() throws Exception {
    assertThat(requestOf(Peers.patient(server.base())).target())
        .isEqualTo("/peer/-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s");
  }

  @Test
  void aKeyCanBeWrittenAsHex() throws Exception {
    assertThat(requestOf(Peers.patient(server.base()).keyEncoding(KeyEncoding.HEX)).target())
        .isEqualTo("/peer/" + "fb".repeat(32));
  }

  @Test
  void aKeyCanBeWrittenAsWgPrintsItPercentEncoded() throws Exception {
    assertThat(
            requestOf(Peers.patient(server.base()).keyEncoding(KeyEncoding.PERCENT_ENCODED_BASE64))
                .target())
        .isEqualTo("/peer/" + "%2B%2Fv7".repeat(10) + "%2B%2Fs%3D");
  }

  @Test
  void slashesAtTheEndOfTheBaseDoNotMatter() throws Exception {
    for (String path : List.of("/api/v1", "/api/v1/", "/api/v1//")) {
      URI base = URI.create(server.base() + path);
      assertThat(requestOf(Peers.patient(base)).target()).startsWith("/api/v1/peer/");
    }
  }

  @Test
  void http2IsOfferedUnlessSwitchedOff() throws Exception {
    assertThat(requestOf(Peers.patient(server.base())).header("Upgrade")).contains("h2c");
    assertThat(requestOf(Peers.patient(server.base()).preferHttp2(false)).header("Upgrade"))
        .isEmpty();
  }

  @Test
  void onlyWhatIsNotCodedIsAskedForAndAnyCodingIsRefusedByName() throws Exception {
    assertThat(requestOf(Peers.patient(server.base())).header("Accept-Encoding"))
        .contains("identity");
    server.become(Responses.answer(200, JSON, "Content-Encoding: gzip"));

    try (HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      LookupException failure = Peers.failure(source, KEY);

      assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
      assertThat(failure).hasMessageContaining("content coding \"gzip\"");
    }
  }

  /**
   * A token on a failed disk: no request is sent, the breaker does not count it, and few threads
   * are held.
   */
  @Test
  void aTokenSupplierThatHangsHoldsOneThread() throws Exception {
    int count = 50;
    Duration deadline = Duration.ofMillis(300);
    ManualTime time = new ManualTime();
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger begun = new AtomicInteger();
    try (HttpPeerConfigSource source =
        Peers.patient(server.base())
            .deadline(deadline)
            .timeSource(time)
            .scheduler(time)
            .workers(
                workers ->
                    task ->
                        workers.execute(
                            () -> {
                              task.run();
                              begun.incrementAndGet();
                            }))
            .bearerToken(
                () -> {
                  asked.incrementAndGet();
                  try {
                    goOn.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return "token";
                })
            .build()) {
      List<CompletionStage<PeerLookup>> lookups = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        lookups.add(source.lookup(Peers.query(Peers.key(i))));
      }
      Await.until(
          "one lookup waits in the supplier and the others for it",
          () -> asked.get() == 1 && begun.get() == count - 1);
      time.advance(deadline);
      for (CompletionStage<PeerLookup> lookup : lookups) {
        LookupException failure = Peers.failure(lookup);
        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure).hasMessageContaining("no bearer token within 300 ms");
      }
      assertThat(asked).hasValue(1);
      assertThat(source.statistics().breakerState())
          .isEqualTo(HttpSourceStatistics.BreakerState.CLOSED);

      goOn.countDown();
      Peers.found(source, KEY);
    }
  }

  @Test
  void headersAreSent() throws Exception {
    Request request = requestOf(Peers.patient(server.base()).header("X-Gateway", "gw 7"));

    assertThat(request.header("X-Gateway")).contains("gw 7");
    assertThat(request.header("Accept")).contains("application/json");
    assertThat(request.header("Authorization")).isEmpty();
  }

  @Test
  void theTokenIsAskedForEachRequest() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    server.become(Responses.inTurn(Responses.status(503), Responses.answer(200, JSON)));

    Request last =
        requestOf(
            Peers.patient(server.base()).bearerToken(() -> "token-" + asked.incrementAndGet()));

    assertThat(server.requests().get(0).header("Authorization")).contains("Bearer token-1");
    assertThat(last.header("Authorization")).contains("Bearer token-2");
  }

  /** The first task of a lookup calls the supplier itself. */
  @Test
  void theTokenNeedsNoFurtherThread() throws Exception {
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    AtomicInteger asked = new AtomicInteger();
    try (HttpPeerConfigSource source =
        Peers.patient(server.base())
            .bearerToken(() -> "token-" + asked.incrementAndGet())
            .workers(workers -> tasks::add)
            .build()) {
      var lookup = source.lookup(Peers.query(KEY)).toCompletableFuture();
      assertThat(tasks).hasSize(1);

      tasks.remove().run();

      assertThat(asked).hasValue(1);
      assertThat(lookup.cancel(true)).isTrue();
    }
  }

  /** One asks and one takes the answer. What the client does, its selector thread does. */
  @Test
  void aLookupOverAnOpenConnectionTakesTwoTasks() throws Exception {
    AtomicInteger tasks = new AtomicInteger();
    server.become(Responses.answer(200, JSON));
    try (HttpPeerConfigSource source =
        Peers.patient(server.base())
            .preferHttp2(false)
            .workers(
                workers ->
                    task -> {
                      tasks.incrementAndGet();
                      workers.execute(task);
                    })
            .build()) {
      Peers.found(source, KEY);
      int before = tasks.get();
      Peers.found(source, KEY);
      assertThat(tasks).hasValue(before + 2);
    }
  }

  @Test
  void aTokenSupplierThatFailsMakesTheLookupFail() {
    try (HttpPeerConfigSource source =
        Peers.patient(server.base())
            .bearerToken(
                () -> {
                  throw new IllegalStateException("vault is sealed");
                })
            .build()) {
      LookupException failure = Peers.failure(source, KEY);

      assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(failure)
          .hasMessageContaining("the bearer token supplier failed")
          .hasRootCauseMessage("vault is sealed");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aTokenThatWouldBreakTheHeaderIsNotSentAndNotShown() {
    for (String bad : List.of("", "two words", "line\r\nX-Injected: 1", "gr\u00fc\u00df")) {
      try (HttpPeerConfigSource source =
          Peers.patient(server.base()).bearerToken(() -> bad).build()) {
        LookupException failure = Peers.failure(source, KEY);

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("RFC 6750").hasNoCause();
        assertThat(failure.getMessage()).doesNotContain("words", "Injected", "gr\u00fc");
      }
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void refusedCredentialsAreSaidLoudlyOnceAMinute() throws Exception {
    ManualTime time = new ManualTime();
    server.become(Responses.status(401));
    try (HttpPeerConfigSource source =
        Peers.patient(server.base()).bearerToken(() -> "hunter2").timeSource(time).build()) {
      Peers.failure(source, KEY);
      Peers.failure(source, KEY);
      time.advance(Duration.ofSeconds(59));
      Peers.failure(source, KEY);
      assertThat(errors()).singleElement().asString().contains(server.base() + " answered 401");

      time.advance(Duration.ofSeconds(1));
      Peers.failure(source, KEY);
      assertThat(errors()).hasSize(2);
      assertThat(errors().get(1)).contains("(2 such answers not logged)");
      assertThat(log.text()).doesNotContain("hunter2");
      assertThat(source.statistics().accessDenied()).isEqualTo(4);
    }
  }

  private List<String> errors() {
    return log.events().stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void clearTextToAnotherMachineIsWarnedOf() {
    HttpPeerConfigSource.builder(URI.create("http://control.example"))
        .bearerToken(() -> "token")
        .build()
        .close();

    assertThat(log.text()).contains("http://control.example is asked in clear text");
  }
}
