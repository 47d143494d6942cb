package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedirectTest {
  private final MisbehavingHttpServer other =
      new MisbehavingHttpServer(Responses.answer(200, JSON));
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  @BeforeEach
  void start() {
    server = new MisbehavingHttpServer(Responses.status(500));
    source = Peers.patient(server.base()).bearerToken(() -> "token").build();
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
    other.close();
  }

  private void serverRedirects(int status, String location) {
    server.become(
        Responses.inTurn(
            Responses.status(status, "Location: " + location), Responses.answer(200, JSON)));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void withinTheOriginIsFollowedWithTheToken(int status) throws Exception {
    serverRedirects(status, server.base() + "/v2/peers?of=us#here");

    assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    assertThat(server.requests().get(1).target()).isEqualTo("/v2/peers?of=us");
    assertThat(server.requests().get(1).header("Authorization")).contains("Bearer token");
    assertThat(source.statistics().redirects()).isEqualTo(1);
    assertThat(source.statistics().status3xx()).isEqualTo(1);
  }

  @Test
  void aRelativeLocationIsResolved() throws Exception {
    serverRedirects(302, "elsewhere");

    Peers.found(source, KEY);

    assertThat(server.requests().get(1).target()).isEqualTo("/peer/elsewhere");
  }

  @Test
  void toAnotherPortIsRefused() {
    serverRedirects(302, other.base() + "/peer/x?secret=hidden");

    assertRefused("a redirect to another origin, " + other.base());
    assertThat(other.requests()).as("neither request nor token went there").isEmpty();
  }

  @Test
  void toAnotherHostIsRefused() {
    serverRedirects(302, server.base().toString().replace("127.0.0.1", "localhost"));

    assertRefused("a redirect to another origin, http://localhost");
  }

  @Test
  void toAnotherSchemeIsRefused() {
    serverRedirects(302, server.base().toString().replace("http:", "https:"));

    assertRefused("a redirect to another origin, https://127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://[", "http://user:pass@127.0.0.1/", "mailto:root"})
  void toNowhereIsRefused(String location) {
    serverRedirects(302, location);

    assertRefused("without a Location that can be followed");
  }

  @Test
  void withoutALocationIsRefused() {
    server.become(Responses.status(302));

    assertRefused("without a Location that can be followed");
  }

  private void assertRefused(String why) {
    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
    assertThat(failure)
        .hasMessageContaining("answered 302")
        .hasMessageContaining(why)
        .hasMessageNotContaining("hidden")
        .hasMessageNotContaining("pass");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aLoopEnds() {
    server.become(Responses.status(302, "Location: /again"));

    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
    assertThat(failure).hasMessageContaining("after 3 redirects");
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void noneIsFollowedIfNoneIsPermitted() throws Exception {
    serverRedirects(302, "/v2");
    try (HttpPeerConfigSource strict = Peers.patient(server.base()).maxRedirects(0).build()) {
      assertThat(Peers.failure(strict, KEY)).hasMessageContaining("after 0 redirects");
    }
  }
}
