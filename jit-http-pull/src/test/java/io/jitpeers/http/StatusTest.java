package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The meaning of each status. */
@Timeout(60)
class StatusTest {
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  private void serverAnswers(int status) {
    server = new MisbehavingHttpServer(Responses.answer(status, status == 304 ? "" : JSON));
    // With an upgrade to HTTP/2, some requests would be repeated without it.
    source = Peers.patient(server.base()).preferHttp2(false).build();
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  @Test
  void found() throws Exception {
    serverAnswers(200);

    assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    assertThat(source.statistics().status2xx()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void notFound(int status) throws Exception {
    serverAnswers(status);

    assertThat(Peers.notFound(source, KEY).negativeTtl())
        .isEqualTo(CachingOptions.DEFAULTS.defaultNegativeTtl());
    assertThat(source.statistics().notFound()).isEqualTo(1);
    assertThat(source.statistics().status4xx()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void misconfiguration(int status) {
    serverAnswers(status);

    assertFails(Reason.UNAVAILABLE, "answered " + status + ": it does not accept", 1);
    assertThat(source.statistics().accessDenied()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 501, 502, 503, 504, 599})
  void passing(int status) {
    serverAnswers(status);

    assertFails(Reason.UNAVAILABLE, "answered " + status + " (attempt 4)", 4);
  }

  @Test
  void tooManyRequests() {
    serverAnswers(429);

    assertFails(Reason.UNAVAILABLE, "answered 429", 1);
    assertThat(source.statistics().askedTooOften()).isEqualTo(1);
  }

  // 100 to 199 are omitted: the JDK's client ignores them or treats them as protocol errors.
  @ParameterizedTest
  @ValueSource(
      ints = {201, 202, 203, 206, 226, 300, 304, 305, 306, 400, 402, 405, 406, 409, 418, 451, 600})
  void meaningless(int status) {
    serverAnswers(status);

    assertFails(Reason.REJECTED, "answered " + status, 1);
  }

  private void assertFails(Reason reason, String text, int requests) {
    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure)
        .hasMessageStartingWith(
            "GET " + server.base() + "/peer/" + KeyEncoding.BASE64URL.encode(KEY) + " failed: ")
        .hasMessageContaining(text);
    assertThat(server.requests()).hasSize(requests);
  }
}
