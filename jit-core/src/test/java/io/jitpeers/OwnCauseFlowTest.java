package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy of the embedding program names its own cause. */
class OwnCauseFlowTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[32]);

  private static Harness over(EvictionPolicy policy) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.policy = policy;
    setup.eviction =
        EvictionOptions.builder().acceptSessionLoss().losslessFloor(Duration.ZERO).build();
    return setup.start();
  }

  @Test
  void itsCauseIsInEventAndStatistics() throws Exception {
    try (Harness h = over(EvictionPolicy.labelled("over_quota", peer -> true))) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.pass(Duration.ofMinutes(5));
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .singleElement()
          .satisfies(
              evicted -> {
                assertThat(evicted.cause()).isEqualTo(EvictionCause.POLICY);
                assertThat(evicted.label()).isEqualTo("over_quota");
              });
      assertThat(h.orchestrator.statistics().count(EvictionCause.POLICY)).isOne();
      assertThat(h.orchestrator.statistics().policyEvictions()).isEqualTo(Map.of("over_quota", 1L));
    }
  }

  @Test
  void labelsAreBoundedHoweverManyAPolicyMakesUp() throws Exception {
    int peers = 40;
    EvictionPolicy talkative =
        view ->
            view.peers().stream()
                .map(peer -> Eviction.of(peer.key(), "k" + peer.key().toHex().substring(0, 12)))
                .toList();
    try (Harness h = over(talkative)) {
      for (int i = 1; i <= peers; i++) {
        h.sendAndRun(h.knownClient(i));
      }
      h.pass(Duration.ofMinutes(5));
      Map<String, Long> counts = h.orchestrator.statistics().policyEvictions();
      assertThat(counts).hasSize(33).containsEntry("other", 8L);
      assertThat(h.orchestrator.statistics().count(EvictionCause.POLICY)).isEqualTo(peers);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Quota",
        "over quota",
        "a-b",
        "é",
        "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
      })
  void aLabelIsAShortWord(String label) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Eviction.of(KEY, label))
        .withMessageContaining("label");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvictionPolicy.labelled(label, peer -> true));
  }

  @Test
  @SuppressWarnings("NullAway")
  void otherCausesHaveTheirOwnLabels() {
    for (EvictionCause cause : EvictionCause.values()) {
      assertThat(new Eviction(KEY, cause).label()).isEqualTo(cause.label());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Eviction(KEY, EvictionCause.IDLE, "over_quota"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Eviction.of(KEY, "idle"))
        .withMessageContaining("use that cause");
    assertThatNullPointerException().isThrownBy(() -> Eviction.of(KEY, null));
    assertThatNullPointerException().isThrownBy(() -> EvictionPolicy.labelled("a", null));
    assertThat(ConfigSourceStatistics.none().counters()).isEmpty();
  }
}
