package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The orchestrator's lookups in front of a source, with a deadline that is as long as the source's
 * or shorter: they abandon a lookup at the moment of its timeout, or earlier.
 */
@Timeout(120)
class DeadlineInFrontTest {
  private static final Duration IN_FRONT = Duration.ofSeconds(4);

  private final Scheduler scheduler = Scheduler.singleThread("deadline-in-front");

  @AfterEach
  void stop() {
    scheduler.close();
  }

  private Lookups lookups(HttpPeerConfigSource source) {
    return new Lookups(
        source,
        scheduler,
        TimeSource.system(),
        ProvisioningOptions.builder().lookupDeadline(IN_FRONT).build());
  }

  /** A control plane that accepts connections and answers nothing. */
  @ParameterizedTest
  @ValueSource(ints = {4, 20})
  void timeoutsCountAndOpenTheBreaker(int deadlineSeconds) throws Exception {
    CircuitBreakerOptions four = new CircuitBreakerOptions(50, 4, 4, Duration.ofHours(1));
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(Responses.silence(new CountDownLatch(1)));
        HttpPeerConfigSource source =
            HttpPeerConfigSource.builder(server.base())
                .preferHttp2(false)
                .deadline(Duration.ofSeconds(deadlineSeconds))
                .circuitBreaker(four)
                .build();
        Lookups lookups = lookups(source)) {
      for (int i = 0; i < 4; i++) {
        var unused = lookups.lookup(Peers.key(i));
      }

      Await.until(
          "the breaker opens", () -> source.statistics().breakerState() == BreakerState.OPEN);
      Await.until("all end", () -> source.statistics().inFlight() == 0);
      assertThat(source.statistics().timeouts()).isEqualTo(4);
      assertThat(source.statistics().cancelled()).isZero();
    }
  }

  /** A lookup that is abandoned while it may still be answered does not count for the breaker. */
  @Test
  void givingUpEarlyIsNoTimeout() throws Exception {
    CircuitBreakerOptions one = new CircuitBreakerOptions(50, 1, 1, Duration.ofHours(1));
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(Responses.silence(new CountDownLatch(1)));
        HttpPeerConfigSource source =
            Peers.patient(server.base()).preferHttp2(false).circuitBreaker(one).build()) {
      CompletableFuture<PeerLookup> lookup =
          source.lookup(Peers.query(Peers.KEY)).toCompletableFuture();
      Await.until("the request", () -> server.requests().size() == 1);

      lookup.cancel(true);

      Await.until("it ends", () -> source.statistics().inFlight() == 0);
      assertThat(source.statistics().cancelled()).isOne();
      assertThat(source.statistics().timeouts()).isZero();
      assertThat(source.statistics().breakerState()).isEqualTo(BreakerState.CLOSED);
    }
  }

  /**
   * A connection that falls silent, with a source whose own deadline is longer than the caller's.
   */
  @Test
  void aSilentConnectionIsReplacedInTime() throws Exception {
    Http2Server.Behaviour firstOnly =
        stream -> {
          if (stream.connection().number() > 1 || stream.ofConnection() == 1) {
            stream.answer();
          }
        };
    try (Http2Server server = new Http2Server(null, 100, firstOnly);
        HttpPeerConfigSource source =
            HttpPeerConfigSource.builder(server.base())
                .deadline(IN_FRONT.multipliedBy(5))
                .decoder(Http2Server.anyKey())
                .build();
        Lookups lookups = lookups(source)) {
      lookups.lookup(Peers.key(0)).get(60, TimeUnit.SECONDS);

      List<CompletableFuture<PeerLookup>> all = new ArrayList<>();
      for (int i = 1; i <= 10; i++) {
        all.add(lookups.lookup(Peers.key(i)));
      }
      for (CompletableFuture<PeerLookup> each : all) {
        assertThat(each.get(60, TimeUnit.SECONDS)).isInstanceOf(PeerLookup.Found.class);
      }

      assertThat(source.statistics().connectionsReplaced()).isOne();
      assertThat(source.statistics().timeouts() + source.statistics().cancelled()).isZero();
    }
  }
}
