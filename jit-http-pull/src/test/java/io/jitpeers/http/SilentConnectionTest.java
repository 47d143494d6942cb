package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.Http2Server.Behaviour;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that falls silent without being closed, while new connections would work. */
@Timeout(120)
class SilentConnectionTest {
  private static final Duration DEADLINE = Duration.ofSeconds(4);

  @TempDir private static Path directory;
  private static SSLContext serverTls;
  private static SSLContext clientTls;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Path keys = Certificates.keyStore(directory, "server", "ip:127.0.0.1");
    Path trust = Certificates.trustStore(directory, keys, "server");
    serverTls = Certificates.context(keys, trust);
    clientTls = Certificates.context(keys, trust);
    warmUp();
  }

  /** Loading and initializing the classes may take longer than the tests' deadlines. */
  private static void warmUp() throws Exception {
    for (SSLContext tls : Arrays.asList(null, serverTls)) {
      try (Http2Server server = new Http2Server(tls, 100, Http2Server.Stream::answer);
          HttpPeerConfigSource source = builder(server).deadline(Duration.ofMinutes(1)).build()) {
        Peers.found(source, KEY);
      }
    }
  }

  /** The requests on the first connection that get no answer, or no whole one. */
  private final AtomicInteger unanswered = new AtomicInteger();

  private Http2Server server(boolean secure, boolean midBody) {
    Behaviour behaviour =
        stream -> {
          if (stream.connection().number() > 1 || stream.ofConnection() == 1) {
            stream.answer();
            return;
          }
          unanswered.incrementAndGet();
          if (midBody) {
            stream.beginAnswer();
          }
        };
    return new Http2Server(secure ? serverTls : null, 100, behaviour);
  }

  private static HttpPeerConfigSourceBuilder builder(Http2Server server) {
    HttpPeerConfigSourceBuilder builder =
        HttpPeerConfigSource.builder(server.base())
            .deadline(DEADLINE)
            .decoder(Http2Server.anyKey());
    return server.base().getScheme().equals("https") ? builder.sslContext(clientTls) : builder;
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void noLookupFails(boolean secure, boolean midBody) throws Exception {
    try (Http2Server server = server(secure, midBody);
        HttpPeerConfigSource source = builder(server).build()) {
      Peers.found(source, Peers.key(0));

      List<CompletableFuture<PeerLookup>> lookups = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        lookups.add(source.lookup(Peers.query(Peers.key(i))).toCompletableFuture());
      }
      for (CompletableFuture<PeerLookup> lookup : lookups) {
        assertThat(lookup.get(60, TimeUnit.SECONDS)).isInstanceOf(PeerLookup.Found.class);
      }
      Peers.found(source, Peers.key(50));

      HttpSourceStatistics statistics = source.statistics();
      assertThat(statistics.connectionsReplaced()).isOne();
      // On a machine that stands still for seconds, a lookup may begin after the replacement.
      assertThat(statistics.secondRequests()).isPositive();
      Await.until(
          "the server has seen each request that was repeated",
          () -> unanswered.get() == statistics.secondRequests());
      assertThat(statistics.timeouts()).isZero();
      assertThat(statistics.breakerState()).isEqualTo(BreakerState.CLOSED);
    }
  }

  /** Without a second request the first lookup fails at its deadline. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void atMostOneFailsWithoutRetries(boolean secure, boolean midBody) throws Exception {
    try (Http2Server server = server(secure, midBody);
        HttpPeerConfigSource source =
            builder(server).retry(RetryOptions.NONE).deadline(DEADLINE.dividedBy(2)).build()) {
      Peers.found(source, Peers.key(0));

      assertThat(Peers.failure(source, Peers.key(1)).reason()).isEqualTo(Reason.TIMEOUT);
      for (int i = 2; i < 10; i++) {
        Peers.found(source, Peers.key(i));
      }

      assertThat(source.statistics().connectionsReplaced()).isOne();
      assertThat(source.statistics().timeouts()).isOne();
    }
  }

  /** Over HTTP/1.1 each exchange has its own connection; a second request uses another one. */
  @Test
  void overHttp1TheLookupIsAskedForAgain() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                Responses.inTurn(
                    Responses.answer(200, JSON),
                    Responses.silence(gone),
                    Responses.answer(200, JSON)));
        HttpPeerConfigSource source =
            HttpPeerConfigSource.builder(server.base())
                .preferHttp2(false)
                .deadline(DEADLINE)
                .build()) {
      Peers.found(source, KEY);

      Peers.found(source, KEY);

      assertThat(source.statistics().secondRequests()).isOne();
      assertThat(source.statistics().timeouts()).isZero();
      assertThat(gone.await(60, TimeUnit.SECONDS)).as("the silent one is given up").isTrue();
    }
  }

  /** Each new connection is silent too: every lookup ends in time, and nothing accumulates. */
  @Test
  void aControlPlaneThatIsSilentForGood() throws Exception {
    ManualTime time = new ManualTime();
    try (Http2Server server = new Http2Server(null, 100, stream -> {});
        HttpPeerConfigSource source = builder(server).timeSource(time).scheduler(time).build()) {
      for (int i = 0; i < 8; i++) {
        CompletionStage<PeerLookup> lookup = source.lookup(Peers.query(Peers.key(i)));
        for (int half = 1; half <= 2; half++) {
          int requests = 2 * i + half;
          Await.until("request " + requests, () -> server.requests() == requests);
          time.advance(DEADLINE.dividedBy(2));
        }
        assertThat(Peers.failure(lookup).reason()).isEqualTo(Reason.TIMEOUT);
      }

      // Each lookup has two connections. The next lookup replaces its second one.
      assertThat(source.statistics().connectionsReplaced()).isEqualTo(15);
      assertThat(source.statistics().inFlight()).isZero();
    }
  }
}
