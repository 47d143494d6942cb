package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The breaker's default behaviour. */
@Timeout(120)
class CircuitBreakerDefaultsTest {
  private final ManualTime time = new ManualTime();

  /** The message of the latest lookup. */
  private volatile String last = "";

  private HttpPeerConfigSourceBuilder builder(URI base) {
    return Peers.patient(base).preferHttp2(false).timeSource(time);
  }

  /** The age of earlier requests does not matter, only their number. */
  @ParameterizedTest
  @ValueSource(ints = {0, 600})
  void aControlPlaneThatIsGoneOpensItWithinTenLookups(int secondsBetween) throws Exception {
    MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.status(404));
    try (Socket nobody = new Socket();
        HttpPeerConfigSource source = builder(server.base()).build()) {
      for (int i = 0; i < 100; i++) {
        Peers.notFound(source, Peers.key(i));
      }
      server.close();
      // A free port may be taken by another program's server; this socket accepts no connections.
      takePort(nobody, server.base().getPort());

      int lookups = lookupsUntilOpen(source, Duration.ofSeconds(secondsBetween));

      // 4 attempts each, and 40 of 50 results; an attempt during the opening adds one more.
      assertThat(lookups)
          .as("until it opened; then %s; %s", last, source.statistics())
          .isBetween(10, 12);
    }
  }

  /** This may take a moment, because the server's accepting thread must return from the kernel. */
  private static void takePort(Socket socket, int port) throws Exception {
    socket.setReuseAddress(true);
    Await.until(
        "the port is free",
        () -> {
          try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
          } catch (BindException e) {
            return false;
          }
        });
  }

  private int lookupsUntilOpen(HttpPeerConfigSource source, Duration between) {
    int lookups = 0;
    while (source.statistics().breakerState() == BreakerState.CLOSED && lookups < 1_000) {
      end(source, Peers.key(lookups % 200));
      time.advance(between);
      lookups++;
    }
    return lookups;
  }

  private void end(HttpPeerConfigSource source, PublicKey key) {
    source
        .lookup(Peers.query(key))
        .handle((answer, failure) -> last = answer + ", " + failure)
        .toCompletableFuture()
        .join();
  }

  /** A failing answer counts once for each key. */
  @Test
  void asManyKeysAsAreNeededThatCannotBeAnsweredOpenIt() throws IOException {
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.status(503));
        HttpPeerConfigSource source = builder(server.base()).retry(RetryOptions.NONE).build()) {
      assertThat(lookupsUntilOpen(source, Duration.ofMinutes(1)))
          .isEqualTo(CircuitBreakerOptions.DEFAULTS.minimumRequests());
    }
  }

  /** One of two servers behind a load balancer is down: nearly all lookups are answered. */
  @Test
  void aControlPlaneThatFailsEverySecondTimeIsAskedOn() throws Exception {
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) ->
                    Responses.status(request.number() * 7 % 11 < 6 ? 503 : 404)
                        .serve(request, connection));
        HttpPeerConfigSource source = builder(server.base()).build()) {
      for (int i = 0; i < 250; i++) {
        end(source, Peers.key(i));
      }

      assertThat(source.statistics().breakerRefusals()).isZero();
      assertThat(source.statistics().notFound()).isGreaterThan(225);
    }
  }
}
