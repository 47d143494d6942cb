package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that answers {@code Upgrade: h2c} with a misleading status. */
@Timeout(60)
class UpgradeRefusedTest {

  private static Script refusing(int status) {
    return (request, connection) ->
        (request.header("Upgrade").isPresent()
                ? Responses.status(status)
                : Responses.answer(200, JSON))
            .serve(request, connection);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 426, 501, 505})
  void isAskedOnceMoreWithoutAndThatIsRemembered(int status) throws Exception {
    try (CapturedLog log = new CapturedLog();
        MisbehavingHttpServer server = new MisbehavingHttpServer(refusing(status));
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      Peers.found(source, KEY);
      Peers.found(source, KEY);

      assertThat(server.requests()).hasSize(3);
      assertThat(server.requests().get(1).header("Upgrade")).isEmpty();
      assertThat(server.requests().get(2).header("Upgrade")).isEmpty();
      assertThat(source.statistics().retries()).isZero();
      assertThat(log.text())
          .contains("answers " + status + " to an Upgrade: h2c and answers 200 without")
          .contains("http2=false");
    }
  }

  @Test
  void aConnectionThatBreaksAtItIsAskedOnceMoreWithout() throws Exception {
    try (CapturedLog log = new CapturedLog();
        MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) ->
                    (request.header("Upgrade").isPresent()
                            ? Responses.closeAtOnce()
                            : Responses.answer(200, JSON))
                        .serve(request, connection));
        HttpPeerConfigSource source =
            Peers.patient(server.base()).retry(RetryOptions.NONE).build()) {
      Peers.found(source, KEY);
      Peers.found(source, KEY);

      assertThat(log.text()).contains("breaks the connection at an Upgrade: h2c");
      assertThat(server.requests().get(server.requests().size() - 1).header("Upgrade")).isEmpty();
    }
  }

  /** Then the upgrade was not the reason; and not every such request is repeated. */
  @ParameterizedTest
  @ValueSource(ints = {400, 403, 501})
  void theSameStatusWithoutIsWhatItSays(int status) throws Exception {
    try (CapturedLog log = new CapturedLog();
        MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.status(status));
        HttpPeerConfigSource source =
            Peers.patient(server.base()).retry(RetryOptions.NONE).build()) {
      LookupException failure = Peers.failure(source, KEY);
      Peers.failure(source, Peers.key(1));

      assertThat(failure).hasMessageContaining("answered " + status);
      assertThat(failure.reason()).isEqualTo(status == 400 ? Reason.REJECTED : Reason.UNAVAILABLE);
      assertThat(server.requests()).hasSize(3);
      assertThat(server.requests().get(2).header("Upgrade")).isPresent();
      assertThat(log.text()).doesNotContain("an Upgrade: h2c and answers");
    }
  }
}
