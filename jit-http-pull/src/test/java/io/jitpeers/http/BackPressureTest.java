package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A request that an HTTP/2 connection does not accept is sent again, and does not count as a
 * failure of the control plane.
 */
@Timeout(120)
class BackPressureTest {

  private static final int BURSTS = 15;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final ManualTime time = new ManualTime();
  private final RecordingScheduler scheduler = new RecordingScheduler(time, DEADLINE);

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    ByteBuffer.wrap(bytes).putInt(number).putInt(8, number);
    return PublicKey.ofBytes(bytes);
  }

  private static List<CompletableFuture<PeerLookup>> burst(HttpPeerConfigSource source, int size) {
    List<CompletableFuture<PeerLookup>> lookups = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      lookups.add(source.lookup(Peers.query(key(i))).toCompletableFuture());
    }
    return lookups;
  }

  private static void assertAllFound(List<CompletableFuture<PeerLookup>> lookups) throws Exception {
    for (CompletableFuture<PeerLookup> lookup : lookups) {
      assertThat(lookup.get(60, TimeUnit.SECONDS)).isInstanceOf(PeerLookup.Found.class);
    }
  }

  private static void assertNobodyIsBlamed(HttpPeerConfigSource source) {
    HttpSourceStatistics statistics = source.statistics();
    assertThat(statistics.breakerState()).isEqualTo(BreakerState.CLOSED);
    assertThat(statistics.breakerRefusals()).isZero();
    assertThat(statistics.ioErrors()).isZero();
    assertThat(statistics.retries()).isZero();
  }

  private static HttpPeerConfigSource source(Http2Server server) {
    return Peers.patient(server.base()).decoder(Http2Server.anyKey()).build();
  }

  private static void awaitPushedBack(HttpPeerConfigSource source) throws InterruptedException {
    try {
      Await.until("the bound is met", () -> source.statistics().pushedBack() > 0);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void moreLookupsThanTheServerPermitsStreams() throws Exception {
    CountDownLatch full = new CountDownLatch(99); // The first stream is answered at once.
    AtomicReference<HttpPeerConfigSource> pushing = new AtomicReference<>();
    try (Http2Server server =
            new Http2Server(
                null,
                100,
                stream -> {
                  if (stream.number() > 1) {
                    full.countDown();
                    full.await();
                    awaitPushedBack(pushing.get());
                  }
                  stream.answer();
                });
        HttpPeerConfigSource source = source(server)) {
      pushing.set(source);
      Peers.found(source, key(0)); // From now on there is one connection.

      List<CompletableFuture<PeerLookup>> lookups = burst(source, 256);

      assertAllFound(lookups);
      for (int i = 0; i < 2; i++) {
        assertAllFound(burst(source, 256));
      }
      assertNobodyIsBlamed(source);
      assertThat(server.connections()).isOne();
    }
  }

  /**
   * nginx ends connections in this way after keepalive_requests. Meanwhile the JDK's client
   * sometimes loses a request, whose second request follows after half of the deadline.
   */
  @Test
  void aServerThatEndsItsConnectionsGracefully() throws Exception {
    try (Http2Server server =
            new Http2Server(
                null,
                128,
                stream -> {
                  if (stream.ofConnection() == 50) {
                    stream.goAway();
                  }
                  stream.answer();
                });
        HttpPeerConfigSource source =
            Peers.patient(server.base())
                .deadline(Duration.ofSeconds(10))
                .decoder(Http2Server.anyKey())
                .build()) {
      Peers.found(source, key(0));

      for (int i = 0; i < BURSTS; i++) {
        assertAllFound(burst(source, 64));
      }

      assertNobodyIsBlamed(source);
      assertThat(source.statistics().found()).isEqualTo(1 + BURSTS * 64);
    }
  }

  @Test
  void streamsThatAreRefusedAreAskedForAgain() throws Exception {
    try (Http2Server server =
            new Http2Server(
                null,
                100,
                stream -> {
                  if (stream.number() % 3 == 0) {
                    stream.refuse();
                  } else {
                    stream.answer();
                  }
                });
        HttpPeerConfigSource source = source(server)) {
      Peers.found(source, key(0));

      assertAllFound(burst(source, 30));

      assertNobodyIsBlamed(source);
      assertThat(source.statistics().pushedBack()).isPositive();
    }
  }

  @Test
  void aServerThatTakesNothingIsNotAskedWithoutEnd() throws Exception {
    try (Http2Server server =
            new Http2Server(
                null,
                100,
                stream -> {
                  if (stream.number() == 1) {
                    stream.answer();
                  } else {
                    stream.refuse();
                  }
                });
        HttpPeerConfigSource source =
            Peers.patient(server.base())
                .deadline(DEADLINE)
                .decoder(Http2Server.anyKey())
                .timeSource(time)
                .scheduler(scheduler)
                .build()) {
      Peers.found(source, key(0));
      assertThat(scheduler.nextDelay()).isEqualTo(DEADLINE);

      CompletionStage<PeerLookup> lookup = source.lookup(Peers.query(key(1)));
      assertThat(scheduler.nextDelay()).isEqualTo(DEADLINE);
      for (int again = 0; again < 12; again++) {
        time.advance(scheduler.nextDelay());
      }
      LookupException failure = Peers.failure(lookup);

      assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(failure.wasAsked()).isFalse();
      assertThat(failure).hasMessageContaining("refused all 13 tries");
      assertNobodyIsBlamed(source);
      assertThat(server.requests()).isEqualTo(14);
    }
  }
}
