package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The control plane sends hints of changes, or the hints are lost. */
class ChangeHintsFlowTest extends TruthFlow {
  @Test
  void aHintTakesADeletedPeerOffAtOnce() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.putNotFound(client.publicKey(), Duration.ZERO);
    h.control.hint(client.publicKey());
    h.pass(Duration.ofMillis(100));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().revalidations().hints()).isEqualTo(1);
  }

  @Test
  void aHintDuringAFlightHasThePeerAskedAboutAgain() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.answeringByHand();
    h.send(client);
    h.stages.runAll();
    FakePeerConfigSource.Question early = h.control.lastQuestion();
    h.control.hint(client.publicKey());
    early.found(config(client, "10.0.0.1/32"), Freshness.of(Duration.ofMinutes(30)), "v1");
    h.stages.runAll();
    assertThat(h.isResident(client.publicKey())).isTrue();

    h.pass(Duration.ofSeconds(1));

    assertThat(h.control.questions()).hasSize(2);
    assertThat(h.control.lastQuestion().query().validator()).as("nothing is remembered").isEmpty();
    h.control.lastQuestion().found(config(client, "10.0.0.2/32"), MINUTE, "v2");
    h.stages.runAll();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void aHintDuringAQuestionHasItAskedAgain() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.answeringByHand();
    h.control.hint(client.publicKey());
    h.pass(Duration.ofMillis(100));
    FakePeerConfigSource.Question early = h.control.lastQuestion();
    h.control.hint(client.publicKey());
    early.found(config(client, "10.0.0.1/32"), MINUTE, "v1");
    h.stages.runAll();
    h.pass(Duration.ofMillis(100));
    assertThat(h.control.lastQuestion()).isNotSameAs(early);
    h.control.lastQuestion().found(config(client, "10.0.0.3/32"), MINUTE, "v2");
    h.stages.runAll();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.3/32"));
  }

  @Test
  void lostHintsHaveEveryPeerAskedAboutAtThePace() throws Exception {
    setup.revalidation = RevalidationOptions.builder().rate(10).build();
    start();
    for (int i = 0; i < 50; i++) {
      PrivateKey client = h.newClient();
      h.control.put(config(client, "10.0.1." + i + "/32"), Freshness.of(Duration.ofHours(1)));
      h.sendAndRun(client);
    }
    h.control.loseHints();
    h.pass(Duration.ofSeconds(2));
    assertThat(h.control.questions()).hasSizeBetween(50 + 18, 50 + 22);
    h.pass(Duration.ofSeconds(4));
    assertThat(h.control.questions()).hasSize(100);
  }

  @Test
  void aFloodOfHintsCostsNoMoreThanThePace() throws Exception {
    setup.revalidation = RevalidationOptions.builder().rate(10).build();
    start();
    PrivateKey client = connected("10.0.0.1/32");
    int before = h.control.questions().size();
    for (int i = 0; i < 1_000; i++) {
      h.control.hint(client.publicKey());
      h.control.hint(h.newClient().publicKey());
      h.pass(Duration.ofMillis(5));
    }
    assertThat(h.control.questions().size() - before).isBetween(10, 52);
  }
}
