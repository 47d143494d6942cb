package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the source counts reaches the orchestrator's statistics, and from there meters and pages.
 */
@Timeout(60)
class SourceNumbersTest {

  @Test
  void theOrchestratorShowsThem() throws Exception {
    MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON));
    HttpPeerConfigSource source = Peers.patient(server.base()).preferHttp2(false).build();
    try (JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(new DirectPacketSource())
            .configSource(source)
            .store(
                InMemoryPeerStore.builder()
                    .privateKey(PrivateKey.generate(new SecureRandom()))
                    .build())
            .build()) {
      Peers.found(source, KEY);
      ConfigSourceStatistics shown = orchestrator.statistics().configSource();
      assertThat(shown.counters())
          .isEqualTo(source.statistics().counters())
          .containsEntry("lookups", 1L)
          .containsEntry("found", 1L)
          .containsEntry("status_2xx", 1L)
          .containsEntry("timeouts", 0L)
          .containsEntry("change_streams", 0L);
      assertThat(shown.gauges()).containsEntry("in_flight", 0L);
      assertThat(shown.states())
          .containsEntry("breaker", HttpSourceStatistics.BreakerState.CLOSED)
          .containsEntry("change_stream", ChangeStreamStatistics.State.IDLE);
      assertThat(shown.counters().keySet())
          .allSatisfy(name -> assertThat(name).matches("[a-z][a-z0-9_]{0,39}"));
    } finally {
      server.close();
    }
  }

  @Test
  void everyNumberOfTheRecordIsThere() throws Exception {
    MisbehavingHttpServer server = new MisbehavingHttpServer(Responses.answer(200, JSON));
    try (HttpPeerConfigSource source = Peers.patient(server.base()).build()) {
      HttpSourceStatistics statistics = source.statistics();
      // All but the breaker's state, the number in flight and the changes, which are elsewhere.
      int own = HttpSourceStatistics.class.getRecordComponents().length - 3;
      int ofChanges = ChangeStreamStatistics.class.getRecordComponents().length - 2;
      assertThat(statistics.counters()).hasSize(own + ofChanges);
    } finally {
      server.close();
    }
  }
}
