package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The requests that a cache on the way may answer, and those that it must not. */
@Timeout(60)
class PastCachesTest {
  private final ManualTime time = new ManualTime();
  private final Told told = new Told();
  private final CountDownLatch hint = new CountDownLatch(1);
  private String hints = "";
  private final MisbehavingHttpServer server =
      new MisbehavingHttpServer(
          (request, connection) -> {
            if (request.target().equals("/changes")) {
              hint.await();
              connection.write(Streams.HEAD).write(Streams.chunk(hints)).awaitEnd();
            } else {
              Responses.answer(200, Peers.JSON).serve(request, connection);
            }
          });
  private final HttpPeerConfigSource source =
      HttpPeerConfigSource.builder(server.base())
          .preferHttp2(false)
          .deadline(Duration.ofSeconds(60))
          .decoder(Http2Server.anyKey())
          .timeSource(time)
          .build();

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  private void watch(String text) {
    hints = text;
    source.watch(told);
    hint.countDown();
  }

  /** Makes a lookup of a key, and returns its Cache-Control header. */
  private Optional<String> asked(PublicKey key) throws Exception {
    Peers.found(source, key);
    List<Request> lookups =
        server.requests().stream().filter(request -> !request.target().equals("/changes")).toList();
    return lookups.get(lookups.size() - 1).header("Cache-Control");
  }

  @Test
  void aCacheMayAnswerALookup() throws Exception {
    assertThat(asked(Peers.KEY)).isEmpty();
  }

  /** Once; after that the cache's content is newer than the hint. */
  @Test
  void aHintIsNotAnsweredByACache() throws Exception {
    watch(Streams.hint("1", Peers.KEY));
    told.next(Peers.KEY);
    time.advance(Duration.ofMillis(1));

    assertThat(asked(Peers.key(1))).isEmpty();
    assertThat(asked(Peers.KEY)).contains("no-cache");
    assertThat(asked(Peers.KEY)).isEmpty();
  }

  @Test
  void afterAResetNobodyIsForAWhile() throws Exception {
    watch("id: 1\ndata: reset\n\n");
    told.next(Told.MISSED);

    for (int i = 0; i < 3; i++) {
      assertThat(asked(Peers.key(1))).contains("no-cache");
    }
    assertThat(asked(Peers.KEY)).contains("no-cache");
    time.advance(Duration.ofMinutes(11));
    assertThat(asked(Peers.KEY)).isEmpty();
  }

  private List<Optional<String>> positions() {
    return server.requests().stream()
        .filter(request -> !request.target().equals("/changes"))
        .map(request -> request.header("Last-Event-ID"))
        .toList();
  }

  /** So that a cache can ask once for all gateways that got the same hint. */
  @Test
  void aRequestAfterAHintNamesItsPosition() throws Exception {
    watch(Streams.hint("41", Peers.KEY) + Streams.hint("42", Peers.KEY));
    told.next(Peers.KEY, Peers.KEY);
    time.advance(Duration.ofMillis(1));

    assertThat(asked(Peers.key(1))).isEmpty();
    assertThat(asked(Peers.KEY)).contains("no-cache");
    assertThat(asked(Peers.KEY)).isEmpty();
    assertThat(positions()).containsExactly(Optional.empty(), Optional.of("42"), Optional.empty());
  }

  /** An answer from before the position that was not reported is too old too. */
  @Test
  void aRequestAfterAHintWithoutPositionNamesNone() throws Exception {
    watch(Streams.hint("41", Peers.KEY) + "data: " + Peers.KEY + "\n\n");
    told.next(Peers.KEY, Peers.KEY);

    assertThat(asked(Peers.KEY)).contains("no-cache");
    assertThat(positions()).containsExactly(Optional.empty());
  }

  @Test
  void aRequestAfterAResetNamesThePositionOfTheLatestHint() throws Exception {
    watch("id: 1\ndata: reset\n\n" + Streams.hint("2", Peers.KEY));
    told.next(Told.MISSED, Peers.KEY);
    time.advance(Duration.ofMillis(1));

    assertThat(asked(Peers.key(1))).contains("no-cache");
    assertThat(asked(Peers.KEY)).contains("no-cache");
    assertThat(positions()).containsExactly(Optional.of("2"), Optional.of("2"));
  }

  /** An answer with the position of the reset may be from before the hint. */
  @Test
  void aKeyNeverGoesBackBehindItsHint() throws Exception {
    watch("id: 1\ndata: reset\n\n" + Streams.hint("2", Peers.KEY));
    told.next(Told.MISSED, Peers.KEY);
    time.advance(Duration.ofMillis(1));

    for (int i = 0; i < 3; i++) {
      assertThat(asked(Peers.KEY)).contains("no-cache");
    }
    assertThat(positions()).containsOnly(Optional.of("2"));
  }

  /** Its caller doubts what the control plane itself said, perhaps after the last hint. */
  @Test
  void aQueryThatWantsNoCacheNamesNoPosition() throws Exception {
    watch(Streams.hint("42", Peers.KEY));
    told.next(Peers.KEY);
    PeerQuery query =
        PeerQuery.builder(Peers.KEY).timeout(Duration.ofHours(1)).uncached(true).build();
    Peers.get(((PeerConfigSource) source).lookup(query));

    assertThat(positions()).containsExactly(Optional.empty());
  }

  @Test
  void aQueryThatWantsNoCache() throws Exception {
    PeerQuery query =
        PeerQuery.builder(Peers.KEY).timeout(Duration.ofHours(1)).uncached(true).build();
    Peers.get(((PeerConfigSource) source).lookup(query));

    assertThat(server.requests().get(0).header("Cache-Control")).contains("no-cache");
    assertThat(asked(Peers.KEY)).isEmpty();
  }
}
