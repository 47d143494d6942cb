package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.fleet.Origin.Times;
import io.jitpeers.spi.PeerLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However many gateways ask, the control plane is asked once for each peer and freshness time. */
@RequiresNginx
@Timeout(900)
class SharedLookupsTest {
  private static final int GATEWAYS = 50;
  private static final int PEERS = 2_000;

  /** No answer ends during a test. */
  private static final Times LONG = new Times(7_200, 3_600, 60, 3_600);

  @TempDir private Path folder;
  private Origin origin;
  private Cache cache;
  private List<Gateway> gateways;

  @BeforeEach
  void start() throws Exception {
    origin = new Origin(folder, LONG, PEERS);
    cache = Cache.before(origin.uri());
    gateways = Gateway.fleet(GATEWAYS, cache.uri());
  }

  @AfterEach
  void stop() throws Exception {
    gateways.forEach(Gateway::close);
    cache.close();
    origin.close();
  }

  /** A hundred thousand lookups. */
  @Test
  void fiftyGatewaysThatAskForTheSamePeersMakeOneRequestForEach() throws Exception {
    Gateway.atOnce(
        GATEWAYS,
        number ->
            () -> {
              for (int peer : shuffled(number)) {
                assertThat(gateways.get(number).allowedIps(peer))
                    .isEqualTo("[" + Origin.allowedIp(peer) + "]");
              }
              return number;
            });

    assertThat(origin.requests().found()).isEqualTo(PEERS);
    assertThat(origin.lookups()).isEqualTo(PEERS);
    assertThat(origin.requests().refused()).isZero();
    assertThat(gateways).allMatch(gateway -> gateway.failures() == 0);
  }

  private static List<Integer> shuffled(int seed) {
    List<Integer> peers = new ArrayList<>(IntStream.range(0, PEERS).boxed().toList());
    Collections.shuffle(peers, new Random(seed));
    return peers;
  }

  @Test
  void gatewaysThatAskForTheSamePeerAtTheSameTimeMakeOneRequest() throws Exception {
    for (int peer = 0; peer < 5; peer++) {
      int asked = peer;
      Gateway.atOnce(GATEWAYS, number -> () -> gateways.get(number).found(asked));
    }

    assertThat(origin.lookups()).isEqualTo(5);
  }

  /** Unknown keys are what an attacker can make many of. */
  @Test
  void thatThereIsNoSuchPeerIsSharedToo() throws Exception {
    List<PeerLookup> answers =
        Gateway.atOnce(GATEWAYS, number -> () -> gateways.get(number).lookup(PEERS));

    assertThat(answers).allMatch(PeerLookup.NotFound.class::isInstance);
    assertThat(origin.lookups()).isEqualTo(1);
  }

  /** A token is checked, but not for each lookup. */
  @Test
  void theTokensOfAllLookupsAreCheckedOnce() throws Exception {
    gateways.get(0).found(0);
    for (Gateway gateway : gateways) {
      gateway.found(0);
    }

    assertThat(origin.requests().tokens()).isBetween(1L, (long) GATEWAYS / 2);
  }

  /** From the cache: 304 if the answer is the one that the gateway has. */
  @Test
  void aConditionalLookupIsAnsweredByTheCache() throws Exception {
    PeerLookup.Found first = gateways.get(0).found(0);
    gateways.get(1).found(0);

    assertThat(gateways.get(2).again(0, first))
        .isInstanceOfSatisfying(
            PeerLookup.NotModified.class,
            answer -> {
              assertThat(answer.validator()).isEqualTo(first.validator());
              assertThat(answer.renew(first).lifetime().maxAge()).hasSeconds(7_200);
            });
    assertThat(origin.lookups()).isEqualTo(1);
  }
}
