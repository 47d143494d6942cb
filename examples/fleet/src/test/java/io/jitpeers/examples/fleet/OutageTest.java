package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.fleet.Origin.Times;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.testkit.Await;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** While the control plane is down, the cache answers with what it has, as long as it may. */
@RequiresNginx
@Timeout(600)
class OutageTest {
  private static final int GATEWAYS = 10;
  private static final int PEERS = 20;

  @TempDir private Path folder;
  private Origin origin;
  private Cache cache;
  private List<Gateway> gateways = List.of();

  private void start(Times times) throws Exception {
    origin = new Origin(folder, times, PEERS);
    cache = Cache.before(origin.uri());
    gateways = Gateway.fleet(GATEWAYS, cache.uri());
    everybodyAsks();
  }

  @AfterEach
  void stop() throws Exception {
    gateways.forEach(Gateway::close);
    cache.close();
    origin.close();
  }

  private void everybodyAsks() throws Exception {
    Gateway.atOnce(
        GATEWAYS,
        number ->
            () -> {
              for (int peer = 0; peer < PEERS; peer++) {
                gateways.get(number).found(peer);
              }
              return number;
            });
  }

  /** Fresh answers first, then stale ones. No lookup fails, and the end of the outage is seen. */
  @Test
  void nobodyNoticesThatTheControlPlaneIsDown() throws Exception {
    start(new Times(4, 1, 1, 3_600));
    origin.fail();
    origin.move(0);
    Await.until(
        "stale answers",
        () -> {
          everybodyAsks();
          return gateways.get(0).found(0).freshness().maxAge().isZero();
        });
    everybodyAsks();

    assertThat(gateways).allMatch(gateway -> gateway.failures() == 0);
    assertThat(gateways.get(0).allowedIps(0)).isEqualTo("[" + Origin.allowedIp(0) + "]");
    origin.repair();
    Await.until(
        "the change",
        () -> gateways.get(0).allowedIps(0).equals("[" + Origin.newAllowedIp(0) + "]"));
    assertThat(gateways).allMatch(gateway -> gateway.failures() == 0);
  }

  /** It accepts connections and answers nothing. */
  @Test
  void nobodyNoticesThatTheControlPlaneHangs() throws Exception {
    start(new Times(4, 1, 1, 3_600));
    origin.fail();
    try (ServerSocket silent = origin.silentSuccessor()) {
      assertThat(silent.isBound()).as("it accepts connections").isTrue();
      Await.until("stale answers", () -> gateways.get(0).found(0).freshness().maxAge().isZero());

      everybodyAsksAbout(0);
      assertThat(gateways).allMatch(gateway -> gateway.failures() == 0);
    }
  }

  private void everybodyAsksAbout(int peer) throws Exception {
    Gateway.atOnce(GATEWAYS, number -> () -> gateways.get(number).found(peer));
  }

  /** A gateway may use a stale answer for what is left of stale-if-error, and no longer. */
  @Test
  void theAgeIsTakenOffStaleIfErrorToo() throws Exception {
    start(new Times(3, 1, 1, 600));
    origin.fail();

    Await.until("a stale answer", () -> staleFor(0) < 599);
    assertThat(gateways.get(0).found(0).lifetime().staleIfError()).hasSeconds(600);
  }

  private long staleFor(int peer) throws Exception {
    Freshness left = gateways.get(0).found(peer).freshness();
    return left.maxAge().isZero() ? left.staleIfError().toSeconds() : 600;
  }

  /**
   * 502 is for the answer. Once the token is forgotten too, it is 500: on a slow machine the first
   * is not seen.
   */
  @Test
  void afterStaleIfErrorTheCacheAnswersNoMore() throws Exception {
    start(new Times(3, 1, 1, 2));
    origin.fail();
    try (Gateway impatient = Gateway.impatient(cache.uri(), Origin.TOKEN)) {
      Await.until("a failure", () -> failure(impatient).matches("(?s).*answered 50[02].*"));
    }
  }

  private static String failure(Gateway gateway) throws Exception {
    try {
      gateway.lookup(0);
      return "";
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(LookupException.class);
      return e.getCause().getMessage();
    }
  }
}
