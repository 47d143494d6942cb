package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.explain.Prospect;
import io.jitpeers.spi.LookupException;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Explanations about wrong clocks and about recordings that somebody sends again. */
class ExplainClocksFlowTest extends ClockScenario {
  private static PeerExplanation explain(Harness h, PrivateKey client) {
    return h.orchestrator.explain(client.publicKey());
  }

  @Test
  void aClockThatFellBackIsRefusedUntilItPassesTheNewestTimestamp() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      Instant newest = h.time.wallTime();
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      fallenBack(h, client);
      fallenBack(h, client);

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.newestTimestamp()).contains(Tai64n.of(newest));
      assertThat(explanation.initiations())
          .extracting(PastInitiations::outcome, PastInitiations::count)
          .containsExactly(tuple(Outcome.REPLAYED, 2L), tuple(Outcome.INSTALLED, 1L));
      Duration behind = explanation.initiations().get(0).clockDifference().orElseThrow();
      assertThat(behind).isNegative();
      assertThat(explanation.next().prospect()).isEqualTo(Prospect.TOO_OLD);
      assertThat(explanation.next().until()).contains(newest.minus(behind));

      h.orchestrator.forgetTimestamp(client.publicKey());
      h.stages.runAll();
      assertThat(explain(h, client).newestTimestamp()).isEmpty();
      assertThat(explain(h, client).next().prospect()).isEqualTo(Prospect.ASK);
      assertInstalled(fallenBack(h, client));
    }
  }

  @Test
  void aClockThatIsRightNowSaysNothingAboutTheNextInitiation() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      fallenBack(h, client);
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      h.sendAndRun(client);
      assertThat(explain(h, client).next().prospect())
          .isEqualTo(Prospect.RESIDENT_WITHOUT_HANDSHAKE);
    }
  }

  @Test
  void recordingsDisplaceNoneOfAClientsOutcomesAndArePredictedOfNobody() throws Exception {
    try (Harness h = start()) {
      PrivateKey client = h.newClient();
      List<TestPacket> recorded = new ArrayList<>();
      h.control.failing(LookupException.Reason.REJECTED);
      recorded.add(h.sendAndRun(client));
      h.control.answeringAtOnce();
      h.control.put(client.publicKey(), 1);
      h.time.advance(RETRY);
      recorded.add(h.sendAndRun(client));
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      for (int i = 0; i < 50; i++) {
        assertReplayed(h, recordingOf(h, recorded.get(i % 2)));
      }

      PeerExplanation explanation = explain(h, client);
      assertThat(explanation.initiations())
          .extracting(PastInitiations::outcome)
          .containsExactly(Outcome.REPLAYED, Outcome.INSTALLED, Outcome.LOOKUP_REJECTED);
      assertThat(explanation.initiations().get(0).count()).isEqualTo(50);
      assertThat(explanation.next().prospect()).isEqualTo(Prospect.ASK);
    }
  }
}
