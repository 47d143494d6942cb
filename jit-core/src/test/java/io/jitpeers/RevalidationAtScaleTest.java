package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many peers are asked about again: at a limited rate, after first packets, and with a brake. */
class RevalidationAtScaleTest {
  private static final Freshness MINUTE = Freshness.of(Duration.ofMinutes(1));

  private final Harness.Setup setup = Harness.setup();
  private final List<PrivateKey> clients = new ArrayList<>();
  private Harness h;

  @AfterEach
  void close() {
    h.close();
  }

  private void startWith(int peers, Freshness freshness) throws Exception {
    h = setup.start();
    h.orchestrator.pauseEviction();
    for (int i = 0; i < peers; i++) {
      PrivateKey client = h.newClient();
      h.control.put(FakePeerConfigSource.config(client.publicKey(), i), freshness);
      h.sendAndRun(client);
      clients.add(client);
    }
    assertThat(h.orchestrator.statistics().resident()).isEqualTo(peers);
  }

  private void everybodyIsUnknown() {
    h.control.answering(
        key -> CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ZERO)));
  }

  @Test
  void aProxyThatAnswersNotFoundToEverythingTakesNoMoreThanTheLeast() throws Exception {
    startWith(200, MINUTE);
    everybodyIsUnknown();

    h.pass(Duration.ofSeconds(70));

    assertThat(h.orchestrator.statistics().resident()).isEqualTo(150);
    assertThat(h.orchestrator.statistics().revalidations().brakeEngaged()).isTrue();
    assertThat(h.orchestrator.statistics().revalidations().heldNow()).isEqualTo(150);
    assertThat(h.events(JitEvent.BrakeEngaged.class))
        .containsExactly(new JitEvent.BrakeEngaged(51, 51));

    h.control.answeringAtOnce();
    h.pass(Duration.ofMinutes(11));

    assertThat(h.orchestrator.statistics().resident()).isEqualTo(150);
    assertThat(h.orchestrator.statistics().revalidations().brakeEngaged()).isFalse();
    assertThat(h.orchestrator.statistics().revalidations().heldNow()).isZero();
  }

  @Test
  void theSameAnswerInALaterRoundIsBelieved() throws Exception {
    startWith(200, MINUTE);
    everybodyIsUnknown();
    h.pass(Duration.ofSeconds(70));
    assertThat(h.orchestrator.statistics().resident()).isEqualTo(150);

    h.pass(Duration.ofMinutes(11));

    assertThat(h.orchestrator.statistics().resident()).isZero();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(200);
    assertThat(h.events(JitEvent.BrakeEngaged.class)).hasSize(1);
  }

  @Test
  void anOperatorReleasesTheBrake() throws Exception {
    startWith(200, MINUTE);
    everybodyIsUnknown();
    h.pass(Duration.ofSeconds(70));

    assertThat(h.orchestrator.releaseBrake()).isEqualTo(150);
    h.stages.runAll();

    assertThat(h.orchestrator.statistics().resident()).isZero();
    assertThat(h.orchestrator.statistics().revalidations().brakeEngaged()).isFalse();
    assertThat(h.orchestrator.releaseBrake()).isZero();
  }

  @Test
  void theBrakeDoesNotHoldAPeerThatIsRevokedByName() throws Exception {
    startWith(200, MINUTE);
    everybodyIsUnknown();
    h.pass(Duration.ofSeconds(70));
    PublicKey held =
        clients.stream().map(PrivateKey::publicKey).filter(h::isResident).findFirst().orElseThrow();

    CompletableFuture<Boolean> revoked = h.orchestrator.revoke(held);
    h.stages.runAll();

    assertThat(revoked.join()).isTrue();
    assertThat(h.isResident(held)).isFalse();
    assertThat(h.orchestrator.statistics().revalidations().heldNow()).isEqualTo(149);
  }

  @Test
  void noSecondHasMoreQuestionsThanTheRate() throws Exception {
    setup.revalidation = RevalidationOptions.builder().rate(20).build();
    startWith(100, MINUTE);
    h.pass(Duration.ofSeconds(50));
    int before = h.control.questions().size();
    for (int second = 0; second < 20; second++) {
      h.pass(Duration.ofSeconds(1));
      int now = h.control.questions().size();
      assertThat(now - before).as("second %s", second).isLessThanOrEqualTo(21);
      before = now;
    }
    assertThat(h.control.questions().size()).isGreaterThanOrEqualTo(200);
  }

  @Test
  void aFirstPacketsLookupDoesNotWaitBehindQuestionsInTheBackground() throws Exception {
    setup.provisioning = ProvisioningOptions.builder().maxLookupsInFlight(8).build();
    startWith(100, MINUTE);
    h.pass(Duration.ofSeconds(56));
    h.control.answeringByHand();
    h.pass(Duration.ofSeconds(3));
    assertThat(h.orchestrator.statistics().lookups().inFlight()).as("a quarter").isEqualTo(2);

    PrivateKey client = h.newClient();
    h.sendAndRun(client);

    FakePeerConfigSource.Question question = h.control.lastQuestion();
    assertThat(question.key()).isEqualTo(client.publicKey());
    assertThat(question.query().urgency()).isEqualTo(Urgency.FIRST_PACKET);
    question.found(PeerConfig.builder(client.publicKey()).allowedIp(prefix()).build());
    h.stages.runAll();
    assertThat(h.isResident(client.publicKey())).isTrue();
  }

  private static IpPrefix prefix() {
    return IpPrefix.parse("192.0.2.1/32");
  }

  @Test
  void whileTheControlPlaneIsOutOfReachItIsAskedOnceASecond() throws Exception {
    startWith(100, MINUTE);
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    h.pass(Duration.ofSeconds(62));
    int before = h.control.questions().size();
    h.pass(Duration.ofSeconds(20));
    assertThat(h.control.questions().size() - before).isBetween(10, 21);
    assertThat(h.orchestrator.statistics().resident()).isEqualTo(100);

    h.control.answeringAtOnce();
    h.pass(Duration.ofSeconds(32));
    assertThat(h.orchestrator.statistics().revalidations().mostOverdue()).isZero();
  }
}
