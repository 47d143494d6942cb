package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.fleet.Origin.Times;
import io.jitpeers.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when an answer's freshness in the cache ends, and many gateways want it. */
@RequiresNginx
@Timeout(600)
class RenewalTest {
  private static final int GATEWAYS = 50;
  private static final int ASKED = 0;

  /** A peer whose answer is as old as that of the other one, and shows its age. */
  private static final int CLOCK = 1;

  /** Long enough for fifty lookups on any machine. */
  private static final int FRESH = 20;

  @TempDir private Path folder;
  private Origin origin;
  private Cache cache;
  private List<Gateway> gateways = List.of();

  /** How many lookups the control plane had answered when the answers had ended. */
  private long renewals;

  @AfterEach
  void stop() throws Exception {
    gateways.forEach(Gateway::close);
    cache.close();
    origin.close();
  }

  /** Starts, and waits until the answer about one peer has ended in the cache without a lookup. */
  private void startAndAwaitTheEnd(int whileRevalidating) throws Exception {
    origin = new Origin(folder, new Times(300, FRESH, whileRevalidating, 3_600), 2);
    cache = Cache.before(origin.uri());
    gateways = Gateway.fleet(GATEWAYS, cache.uri());
    gateways.get(0).found(ASKED);
    gateways.get(0).found(CLOCK);
    Await.until(
        "the end",
        () -> {
          gateways.get(0).found(CLOCK);
          return origin.lookups() >= 3;
        });
    renewals = origin.lookups();
  }

  private void everybodyAsks() throws Exception {
    Gateway.atOnce(GATEWAYS, number -> () -> gateways.get(number).found(ASKED));
  }

  /** All but the lookup that made nginx ask, and even that one, are answered from store. */
  @Test
  void oneRequestRenewsAnAnswerForAll() throws Exception {
    startAndAwaitTheEnd(60);

    everybodyAsks();

    Await.until("the renewal", () -> origin.lookups() > renewals);
    everybodyAsks();
    assertThat(origin.lookups() - renewals).isOne();
  }

  /** nginx lets all of them ask. Its second server makes one request of those in one second. */
  @Test
  void whatIsTooOldToAnswerWithIsRenewedForAllWithARequestOrTwo() throws Exception {
    startAndAwaitTheEnd(0);

    everybodyAsks();

    assertThat(origin.lookups() - renewals).isBetween(1L, 3L);
  }
}
