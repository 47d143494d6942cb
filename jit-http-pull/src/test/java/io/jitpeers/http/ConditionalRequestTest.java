package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Script;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualTime;
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

  private final ManualTime time = new ManualTime();
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  private void serverAnswers(Script... scripts) {
    server = new MisbehavingHttpServer(Responses.inTurn(scripts));
    source = Peers.patient(server.base()).timeSource(time).build();
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

  /** What is for shared caches is not for a gateway (RFC 9111 section 5.2.2.10). */
  @Test
  void ofASharedCachesAnswerTheGatewayHasWhatIsLeftOfItsOwnTime() throws Exception {
    String both =
        "Cache-Control: public, max-age=60, s-maxage=30, stale-while-revalidate=10,"
            + " stale-if-error=600";
    serverAnswers(
        Responses.answer(200, JSON, both, "Age: 29"),
        Responses.answer(200, JSON, both, "Age: 100"),
        Responses.status(404, "Cache-Control: public, max-age=30, s-maxage=5", "Age: 4"));

    assertThat(Peers.found(source, KEY).freshness()).isEqualTo(freshness(31, 600));
    assertThat(Peers.found(source, KEY).freshness()).isEqualTo(freshness(0, 560));
    assertThat(Peers.notFound(source, KEY).negativeTtl()).isEqualTo(Duration.ofSeconds(26));
  }

  /** RFC 9111 section 4.2.3: the answer may have been old when the request left. */
  @Test
  void theTimeThatACachesAnswerTookIsTakenOffToo() throws Exception {
    String fresh = "Cache-Control: max-age=60, stale-if-error=600";
    String tag = "ETag: " + TAG;
    serverAnswers(
        after(3, Responses.answer(200, JSON, tag, fresh, "Age: 20")),
        after(4, Responses.status(304, tag, "Age: 10")),
        after(2, Responses.status(404, "Cache-Control: max-age=9", "Age: 1")));

    PeerLookup.Found first = Peers.found(source, KEY);
    assertThat(first.freshness()).isEqualTo(freshness(37, 600));
    PeerLookup.NotModified second = (PeerLookup.NotModified) again(first);
    assertThat(second.renew(first).freshness()).isEqualTo(freshness(46, 600));
    assertThat(Peers.notFound(source, KEY).negativeTtl()).isEqualTo(Duration.ofSeconds(6));
  }

  private Script after(int seconds, Script script) {
    return (request, connection) -> {
      time.advance(Duration.ofSeconds(seconds));
      script.serve(request, connection);
    };
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

  private PeerLookup again(PeerLookup.Found remembered) throws Exception {
    return Peers.get(source.lookup(Peers.query(KEY, remembered)));
  }

  @Test
  void aQueryWithAValidatorIsConditionalAndA304AnswersIt() throws Exception {
    serverAnswers(TAGGED, Responses.status(304, "Cache-Control: max-age=5"));

    PeerLookup.Found first = Peers.found(source, KEY);
    PeerLookup second = again(first);

    assertThat(conditionOf(1)).isEmpty();
    assertThat(conditionOf(2)).contains(TAG);
    assertThat(second)
        .isEqualTo(
            PeerLookup.notModified(
                new Freshness(Duration.ofSeconds(5), CachingOptions.DEFAULTS.defaultStaleIfError()),
                TAG));
    assertThat(source.statistics().notModified()).isEqualTo(1);
    assertThat(source.statistics().found()).isEqualTo(2);
  }

  @Test
  void a304ThatSaysNothingKeepsTheFreshnessAsItWas() throws Exception {
    serverAnswers(TAGGED, Responses.status(304));

    assertThat(again(Peers.found(source, KEY))).isEqualTo(PeerLookup.notModified(null, TAG));
  }

  @Test
  void a304CanBringANewTag() throws Exception {
    serverAnswers(TAGGED, Responses.status(304, "ETag: W/\"v2\""));

    assertThat(again(Peers.found(source, KEY))).isEqualTo(PeerLookup.notModified(null, "W/\"v2\""));
  }

  @Test
  void a304CanEndTheRemembering() throws Exception {
    serverAnswers(TAGGED, Responses.status(304, "Cache-Control: no-store"));

    assertThat(again(Peers.found(source, KEY)))
        .isEqualTo(PeerLookup.notModified(Freshness.NONE, null));
  }

  @Test
  void a304ToARequestThatWasNotConditionalIsRejected() {
    serverAnswers(Responses.status(304));

    assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.REJECTED);
  }

  @Test
  void aChangedConfigHasItsOwnTag() throws Exception {
    serverAnswers(TAGGED, Responses.answer(200, Peers.json(KEY, "10.9.9.9/32"), "ETag: \"v2\""));

    PeerLookup changed = again(Peers.found(source, KEY));

    assertThat(changed)
        .isInstanceOfSatisfying(
            PeerLookup.Found.class,
            found -> {
              assertThat(found.config().allowedIps()).hasToString("[10.9.9.9/32]");
              assertThat(found.validator()).contains("\"v2\"");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ETag: \"v1\"\r\nCache-Control: no-store",
        "ETag: v1",
        "ETag: \"a\u00e9\"",
        "X: y"
      })
  void whatMustNotOrCannotBeRememberedHasNoValidator(String headers) throws Exception {
    serverAnswers(Responses.answer(200, JSON, headers));

    assertThat(Peers.found(source, KEY).validator()).isEmpty();
  }

  /** RFC 9111 section 4.3.4: a 304 restarts the age, so a stale answer is fresh again. */
  @Test
  void whatACacheTookOffTheFirstAnswerComesBack() throws Exception {
    String tag = "ETag: " + TAG;
    String fiveMinutes = "Cache-Control: max-age=300, stale-if-error=600";
    serverAnswers(
        Responses.answer(200, JSON, tag, fiveMinutes, "Age: 299"),
        Responses.status(304, tag),
        Responses.status(304, tag, "Age: 100"),
        Responses.status(304, tag, fiveMinutes, "Age: 1200"),
        Responses.status(304, tag));

    PeerLookup.Found answer = Peers.found(source, KEY);
    assertThat(answer.freshness()).isEqualTo(freshness(1, 600));
    for (Freshness expected :
        new Freshness[] {
          freshness(300, 600), freshness(200, 600), freshness(0, 0), freshness(300, 600)
        }) {
      answer = ((PeerLookup.NotModified) again(answer)).renew(answer);
      assertThat(answer.freshness()).isEqualTo(expected);
    }
  }

  private static Freshness freshness(int fresh, int stale) {
    return new Freshness(Duration.ofSeconds(fresh), Duration.ofSeconds(stale));
  }
}
