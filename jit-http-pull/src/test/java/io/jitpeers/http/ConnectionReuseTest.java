package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PeerLookup;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The next lookup can reuse the connection of a completed one. */
@Timeout(60)
class ConnectionReuseTest {
  private static final int AT_ONCE = 8;
  private static final int EACH = 200;

  @Test
  void lookupsOneAfterAnotherShareAConnection() throws Exception {
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON));
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      for (int i = 0; i < EACH; i++) {
        Peers.found(source, KEY);
      }

      assertThat(server.connections()).isOne();
      assertThat(server.requests()).hasSize(EACH);
      assertNothingWentWrong(source);
    }
  }

  /**
   * With at most two processors, a JDK before 25 starts a thread for each dependent stage that has
   * no executor of its own.
   */
  @Test
  void aLookupStartsNoThreadOfItsOwn() throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON));
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      Peers.found(source, KEY);
      long before = threads.getTotalStartedThreadCount();
      for (int i = 0; i < EACH; i++) {
        Peers.found(source, KEY);
      }

      assertThat(threads.getTotalStartedThreadCount() - before).isLessThan(EACH / 2);
    }
  }

  @Test
  void noLookupDisturbsAnother() throws Exception {
    try (MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON));
        HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      List<CompletableFuture<PeerLookup>> rows = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        rows.add(inARow(source, EACH));
      }
      for (CompletableFuture<PeerLookup> row : rows) {
        assertThat(row.get(60, TimeUnit.SECONDS)).isInstanceOf(PeerLookup.Found.class);
      }

      assertThat(server.connections()).isLessThanOrEqualTo(AT_ONCE);
      assertThat(server.requests()).hasSize(AT_ONCE * EACH);
      assertNothingWentWrong(source);
    }
  }

  /** Each lookup begins when the previous one ends, on the thread that completed it. */
  private static CompletableFuture<PeerLookup> inARow(HttpPeerConfigSource source, int count) {
    CompletableFuture<PeerLookup> next = source.lookup(Peers.query(KEY)).toCompletableFuture();
    return count == 1 ? next : next.thenCompose(answer -> inARow(source, count - 1));
  }

  private static void assertNothingWentWrong(HttpPeerConfigSource source) {
    assertThat(source.statistics().ioErrors()).isZero();
    assertThat(source.statistics().retries()).isZero();
  }
}
