package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.fleet.Origin.Times;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A change passes the cache: within freshness, and with hints at once. */
@RequiresNginx
@Timeout(600)
class ChangesTest {
  private static final int GATEWAYS = 50;

  /** Without hints, no change is seen during a test. */
  private static final Times LONG = new Times(7_200, 3_600, 60, 3_600);

  /** The cache keeps answers for two seconds at most, gateways for minutes. */
  private static final Times SHORT = new Times(300, 1, 1, 3_600);

  @TempDir private Path folder;
  private Origin origin;
  private Cache cache;
  private List<Gateway> gateways = List.of();

  private void start(Times times) throws Exception {
    origin = new Origin(folder, times, 3);
    cache = Cache.before(origin.uri());
    gateways = Gateway.fleet(GATEWAYS, cache.uri());
  }

  @AfterEach
  void stop() throws Exception {
    gateways.forEach(Gateway::close);
    cache.close();
    origin.close();
  }

  private void watched() throws Exception {
    start(LONG);
    for (Gateway gateway : gateways) {
      gateway.watch();
      gateway.found(0);
    }
    assertThat(origin.lookups()).isEqualTo(1);
  }

  /** Their first lookups after the hint: the answer is new, and came with one request. */
  @Test
  void allGatewaysSeeAHintedChangeAtOnceWithOneRequest() throws Exception {
    watched();
    origin.move(0);

    assertThat(hinted(0, gateway -> gateway.allowedIps(0)))
        .containsOnly("[" + Origin.newAllowedIp(0) + "]");
    assertThat(origin.lookups()).isEqualTo(2);
  }

  @Test
  void theNextChangeIsAnotherRequest() throws Exception {
    watched();
    origin.move(0);
    hinted(0, gateway -> gateway.allowedIps(0));
    origin.peer("add", Origin.key(0).toBase64(), "--allowed-ip=10.9.9.9");

    assertThat(hinted(0, gateway -> gateway.allowedIps(0))).containsOnly("[10.9.9.9/32]");
    assertThat(origin.lookups()).isEqualTo(3);
  }

  @Test
  void allGatewaysSeeAHintedRemovalAtOnceWithOneRequest() throws Exception {
    watched();
    origin.peer("remove", Origin.key(0).toBase64());

    assertThat(hinted(0, gateway -> gateway.lookup(0)))
        .allMatch(PeerLookup.NotFound.class::isInstance);
    assertThat(origin.lookups()).isEqualTo(2);
  }

  /** The first gateway's answer is stored for those that got no hint. */
  @Test
  void aGatewayWithoutHintsGetsWhatAnotherOneWasHintedAt() throws Exception {
    start(LONG);
    gateways.get(0).watch();
    gateways.get(0).found(0);
    gateways.get(1).found(0);
    origin.move(0);
    gateways.get(0).awaitHint(0);
    gateways.get(0).found(0);

    for (Gateway gateway : gateways) {
      assertThat(gateway.allowedIps(0)).isEqualTo("[" + Origin.newAllowedIp(0) + "]");
    }
    assertThat(origin.lookups()).isEqualTo(2);
  }

  /** As for a conflict, or to confirm a removal. */
  @Test
  void aLookupThatNoCacheMayAnswerIsAnsweredByTheControlPlane() throws Exception {
    start(LONG);
    gateways.get(0).found(0);
    PeerQuery uncached =
        PeerQuery.builder(Origin.key(0)).timeout(Duration.ofHours(1)).uncached(true).build();
    for (int i = 1; i <= 3; i++) {
      gateways.get(i).lookup(uncached);
      assertThat(origin.lookups()).isEqualTo(1 + i);
    }
  }

  @Test
  void withoutHintsAChangeIsSeenWhenTheCachesAnswerEnds() throws Exception {
    start(SHORT);
    assertThat(gateways.get(0).allowedIps(0)).isEqualTo("[" + Origin.allowedIp(0) + "]");
    origin.move(0);

    Await.until(
        "the change",
        () -> gateways.get(0).allowedIps(0).equals("[" + Origin.newAllowedIp(0) + "]"));
  }

  @Test
  void withoutHintsARemovalIsSeenWhenTheCachesAnswerEnds() throws Exception {
    start(SHORT);
    gateways.get(0).found(0);
    origin.peer("remove", Origin.key(0).toBase64());

    Await.until("the removal", () -> gateways.get(0).lookup(0) instanceof PeerLookup.NotFound);
  }

  /** So the answer's age in the cache and in the gateway together are at most its max-age. */
  @Test
  void theAgeInTheCacheIsTakenOffTheFreshnessInTheGateway() throws Exception {
    start(LONG);
    PeerLookup.Found first = gateways.get(0).found(0);
    Await.until(
        "a second in the cache", () -> seconds(gateways.get(1).found(0).freshness()) < 7_199);
    PeerLookup.Found later = gateways.get(2).found(0);

    assertThat(later.lifetime()).isEqualTo(first.lifetime());
    assertThat(seconds(later.freshness())).isLessThan(7_199);
    assertThat(gateways.get(3).again(0, later))
        .isInstanceOfSatisfying(
            PeerLookup.NotModified.class,
            answer -> assertThat(seconds(answer.freshness().orElseThrow())).isLessThan(7_199));
    assertThat(origin.lookups()).isEqualTo(1);
  }

  private static long seconds(Freshness freshness) {
    return freshness.maxAge().toSeconds();
  }

  private interface Ask<T> {
    T of(Gateway gateway) throws Exception;
  }

  /** Waits for a hint at every gateway, and lets them ask at the same time. */
  private <T> List<T> hinted(int number, Ask<T> ask) throws Exception {
    return Gateway.atOnce(
        GATEWAYS,
        i ->
            () -> {
              gateways.get(i).awaitHint(number);
              return ask.of(gateways.get(i));
            });
  }
}
