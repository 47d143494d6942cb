package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Freshness from headers, and entity tags. */
@Timeout(60)
class ConditionalRequestTest {
  private static final String TAG = "\"v1\"";
  private static final Script TAGGED =
      Responses.answer(200, JSON, "ETag: " + TAG, "Cache-Control: max-age=60, stale-if-error=600");

  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  private void serverAnswers(Script... scripts) {
    server = new MisbehavingHttpServer(Responses.inTurn(scripts));
    source = Peers.patient(server.base()).build();
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  private Optional<String> conditionOf(int request) {
    return server.requests().get(request - 1).header("If-None-Match");
  }

  @Test
  void cacheControlGivesTheFreshness() throws Exception {
    serverAnswers(
        Responses.answer(200, JSON, "Cache-Control: max-age=60, stale-if-error=600", "Age: 20"));

    assertThat(Peers.found(source, KEY).freshness())
        .isEqualTo(new Freshness(Duration.ofSeconds(40), Duration.ofSeconds(600)));
  }

  @Test
  void withoutCacheControlTheDefaultsHold() throws Exception {
    serverAnswers(Responses.answer(200, JSON));

    assertThat(Peers.found(source, KEY).freshness())
        .isEqualTo(
            new Freshness(
                CachingOptions.DEFAULTS.defaultMaxAge(),
                CachingOptions.DEFAULTS.defaultStaleIfError()));
  }

  @Test
  void cacheControlGivesTheNegativeTtl() throws Exception {
    serverAnswers(Responses.status(404, "Cache-Control: max-age=7"));

    assertThat(Peers.notFound(source, KEY).negativeTtl()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void a304GivesTheRememberedConfigWithNewFreshness() throws Exception {
    serverAnswers(TAGGED, Responses.status(304, "Cache-Control: max-age=5"));

    PeerLookup.Found first = Peers.found(source, KEY);
    PeerLookup.Found second = Peers.found(source, KEY);

    assertThat(conditionOf(1)).isEmpty();
    assertThat(conditionOf(2)).contains(TAG);
    assertThat(second.config()).isEqualTo(first.config());
    assertThat(second.freshness().maxAge()).isEqualTo(Duration.ofSeconds(5));
    assertThat(source.statistics().notModified()).isEqualTo(1);
    assertThat(source.statistics().found()).isEqualTo(2);
  }

  @Test
  void a304ThatSaysNothingKeepsTheFreshnessAsItWas() throws Exception {
    serverAnswers(TAGGED, Responses.status(304));

    PeerLookup.Found first = Peers.found(source, KEY);

    assertThat(Peers.found(source, KEY).freshness()).isEqualTo(first.freshness());
  }

  @Test
  void a304CanBringANewTag() throws Exception {
    serverAnswers(TAGGED, Responses.status(304, "ETag: W/\"v2\""), Responses.status(304));

    Peers.found(source, KEY);
    Peers.found(source, KEY);
    Peers.found(source, KEY);

    assertThat(conditionOf(3)).contains("W/\"v2\"");
  }

  @Test
  void aChangedConfigReplacesTheRememberedOne() throws Exception {
    serverAnswers(
        TAGGED,
        Responses.answer(200, Peers.json(KEY, "10.9.9.9/32"), "ETag: \"v2\""),
        Responses.status(304));

    Peers.found(source, KEY);
    PeerLookup.Found changed = Peers.found(source, KEY);

    assertThat(changed.config().allowedIps()).hasToString("[10.9.9.9/32]");
    assertThat(Peers.found(source, KEY).config()).isEqualTo(changed.config());
    assertThat(conditionOf(3)).contains("\"v2\"");
  }

  @Test
  void aRejected200IsNotRemembered() throws Exception {
    serverAnswers(TAGGED, Responses.answer(200, "{}", "ETag: \"v2\""), Responses.answer(200, JSON));

    Peers.found(source, KEY);
    assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.REJECTED);
    assertThat(source.statistics().remembered()).isZero();

    Peers.found(source, KEY);
    assertThat(conditionOf(3)).isEmpty();
  }

  @Test
  void aPeerThatIsGoneIsForgotten() throws Exception {
    serverAnswers(TAGGED, Responses.status(410), Responses.answer(200, JSON));

    Peers.found(source, KEY);
    Peers.notFound(source, KEY);
    Peers.found(source, KEY);

    assertThat(conditionOf(3)).isEmpty();
  }

  @Test
  void aFailureInBetweenForgetsNothing() throws Exception {
    serverAnswers(TAGGED, Responses.status(401), Responses.status(304));

    PeerLookup.Found first = Peers.found(source, KEY);
    Peers.failure(source, KEY);

    assertThat(Peers.found(source, KEY).config()).isEqualTo(first.config());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ETag: \"v1\"\r\nCache-Control: no-store",
        "ETag: v1",
        "ETag: \"a\u00e9\"",
        "X: y"
      })
  void whatMustNotOrCannotBeRememberedIsNot(String headers) throws Exception {
    serverAnswers(Responses.answer(200, JSON, headers));

    Peers.found(source, KEY);
    Peers.found(source, KEY);

    assertThat(conditionOf(2)).isEmpty();
    assertThat(source.statistics().remembered()).isZero();
  }

  @Test
  void memoryIsBoundedAndForgetsTheLeastRecentlyUsed() throws Exception {
    server =
        new MisbehavingHttpServer(
            (request, connection) -> {
              PublicKey key = Peers.key(Integer.parseInt(request.target().substring(6, 8), 16));
              Responses.answer(200, Peers.json(key), "ETag: " + TAG).serve(request, connection);
            });
    CachingOptions two = new CachingOptions(Duration.ZERO, Duration.ZERO, Duration.ZERO, 2);
    source = Peers.patient(server.base()).keyEncoding(KeyEncoding.HEX).caching(two).build();

    Peers.found(source, Peers.key(1));
    Peers.found(source, Peers.key(2));
    Peers.found(source, Peers.key(1));
    Peers.found(source, Peers.key(3));
    Peers.found(source, Peers.key(1));
    Peers.found(source, Peers.key(2));

    assertThat(conditionOf(5)).as("1 was used lately").contains(TAG);
    assertThat(conditionOf(6)).as("2 had to go").isEmpty();
    assertThat(source.statistics().remembered()).isEqualTo(2);
  }
}
