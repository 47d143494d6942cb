package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.FakePeerConfigSource.Question;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Race rules 11 to 13 of docs/decisions.md: hints, new peers and installs coincide with older
 * answers.
 */
class RaceRulesAnswersTest extends TruthFlow {
  @Test
  void rule11AHintDuringAFlightHasItsAnswerUsedButNotBelieved() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.answeringByHand();
    h.sendAndRun(client);
    Question early = h.control.lastQuestion();
    h.control.hint(client.publicKey());
    early.found(config(client, "10.0.0.1/32"), HOUR, "v1");
    h.stages.runAll();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));

    h.time.advance(Duration.ofMillis(100));
    assertThat(h.control.lastQuestion()).isNotSameAs(early);
    assertThat(h.control.lastQuestion().query().validator()).isEmpty();
    h.control.lastQuestion().found(config(client, "10.0.0.2/32"), HOUR, "v2");
    h.stages.runAll();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void rule11AHintDuringAQuestionHasItAskedAgainWithoutItsAnswersValidator() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    Question early = askedAbout(client);
    h.control.hint(client.publicKey());
    early.found(config(client, "10.0.0.2/32"), HOUR, "v2");
    h.stages.runAll();
    h.time.advance(Duration.ofMillis(100));

    assertThat(h.control.lastQuestion()).isNotSameAs(early);
    assertThat(h.control.lastQuestion().query().validator()).isEmpty();
    h.control.lastQuestion().found(config(client, "10.0.0.3/32"), HOUR, "v3");
    h.stages.runAll();
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.3/32"));
  }

  @Test
  void rule11AHintThatAPeerIsBackIsNotForgottenForAnOlderNotFound() throws Exception {
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    askedAbout(client).notFound();
    Question second = h.control.lastQuestion();
    h.control.hint(client.publicKey());
    second.answer().complete(PeerLookup.notFound(Duration.ofMinutes(5)));
    h.stages.runAll();
    h.control.answeringAtOnce();
    h.time.advance(Duration.ofSeconds(20));

    assertThat(h.sendAndRun(client).outcome())
        .isIn(PacketOutcome.INSTALLED, PacketOutcome.ALREADY_RESIDENT);
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void rule11AHintDuringAFlightLeavesNoOlderNotFoundBehind() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.answeringByHand();
    TestPacket early = h.sendAndRun(client);
    h.control.hint(client.publicKey());
    h.control.lastQuestion().answer().complete(PeerLookup.notFound(Duration.ofMinutes(5)));
    h.stages.runAll();
    assertThat(early.outcome()).isEqualTo(PacketOutcome.REJECTED);

    h.control.answeringAtOnce();
    h.control.put(config(client, "10.0.0.1/32"), HOUR);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
  }

  @Test
  void rule12OfTwoNewcomersTheFirstHasTheAddressAndIsAskedAboutForTheSecond() throws Exception {
    start();
    PrivateKey first = h.newClient();
    PrivateKey second = h.newClient();
    h.control.answeringByHand();
    TestPacket firstPacket = h.sendAndRun(first);
    Question ofFirst = h.control.lastQuestion();
    TestPacket secondPacket = h.sendAndRun(second);
    Question ofSecond = h.control.lastQuestion();
    ofFirst.found(config(first, "10.0.0.1/32"), HOUR, "v1");
    h.stages.runAll();
    ofSecond.found(config(second, "10.0.0.1/32"), HOUR, "v1");
    h.stages.runAll();
    assertThat(onDevice(first)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(secondPacket.outcome()).isNull();

    Question again = h.control.lastQuestion();
    assertThat(again.key()).isEqualTo(first.publicKey());
    again.found(config(first, "10.0.0.2/32"), HOUR, "v2");
    h.stages.runAll();

    assertThat(firstPacket.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(secondPacket.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(onDevice(second)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(first)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void rule12TwoPeersThatBothOwnBothAddressesAreAskedAboutAtAPace() throws Exception {
    start();
    PrivateKey a = connected(MINUTE, "10.0.0.1/32");
    PrivateKey b = connected(MINUTE, "10.0.0.2/32");
    h.control.put(config(a, "10.0.0.1/32", "10.0.0.2/32"), MINUTE);
    h.control.put(config(b, "10.0.0.2/32", "10.0.0.1/32"), MINUTE);
    int before = h.control.questions().size();
    h.pass(Duration.ofMinutes(3));

    assertThat(h.control.questions().size() - before).isBetween(4, 40);
    assertThat(onDevice(a)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(b)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void rule13AnInstallWinsOverAnOlderAnswerWhateverItSays() throws Exception {
    rig.setup.rules = PeerConfigRules.builder().permittedAllowedIps(prefixes("10.0.0.0/8")).build();
    start();
    for (String older : List.of("changed", "refused", "expired", "unknown")) {
      PrivateKey client = h.newClient();
      h.control.answeringAtOnce();
      h.control.put(config(client, "10.0.1.1/32"), HOUR);
      h.sendAndRun(client);
      Question question = askedAbout(client);
      if (older.equals("unknown")) {
        question.notFound();
        question = h.control.lastQuestion();
      }
      h.time.advance(Duration.ofSeconds(1));
      TestPacket unanswered = h.sendAndRun(client);
      Question newer = h.control.lastQuestion();
      assertThat(newer).as(older).isNotSameAs(question);
      newer.found(config(client, "10.0.1.3/32"), HOUR, "v3");
      h.stages.runAll();
      assertThat(unanswered.outcome()).isEqualTo(PacketOutcome.INSTALLED);

      answer(question, client, older);
      h.stages.runAll();

      assertThat(h.isResident(client.publicKey())).as(older).isTrue();
      assertThat(onDevice(client)).as(older).isEqualTo(prefixes("10.0.1.3/32"));
      h.time.advance(Duration.ofMillis(100));
      assertThat(h.control.lastQuestion()).as(older + ", asked again").isNotSameAs(newer);
      assertThat(h.control.lastQuestion().query().validator()).contains("v3");
      h.control.lastQuestion().notModified(HOUR);
      h.stages.runAll();
      h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
    }
    assertThat(h.events(JitEvent.PeerChanged.class)).isEmpty();
    assertNothingIsOpen();
  }

  private void answer(Question question, PrivateKey client, String kind) {
    PeerConfig old = config(client, "10.0.1.2/32");
    switch (kind) {
      case "changed" -> question.found(old, HOUR, "v2");
      case "refused" -> question.found(config(client, "192.0.2.1/32"), HOUR, "v2");
      case "expired" ->
          question.found(old.toBuilder().expiresAt(h.time.wallTime()).build(), HOUR, "v2");
      default -> question.notFound();
    }
  }

  @Test
  void rule13AnOlderAnswerDoesNotEndAFlightThatIsUnderWay() throws Exception {
    start();
    PrivateKey client = h.newClient();
    h.control.put(config(client, "10.0.0.1/32"), HOUR);
    h.sendAndRun(client);
    askedAbout(client).notFound();
    Question second = h.control.lastQuestion();
    h.time.advance(Duration.ofSeconds(1));
    TestPacket unanswered = h.sendAndRun(client);
    Question newer = h.control.lastQuestion();
    assertThat(newer).isNotSameAs(second);
    newer.found(config(client, "10.0.0.2/32"), HOUR, "v2");
    // The install waits for the writer.
    second.notFound();
    h.stages.runAll();

    assertThat(unanswered.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(h.count(Outcome.REVOKED)).isZero();
  }

  @Test
  void rule13AConfigThatBreaksARuleIsNotRemembered() throws Exception {
    rig.setup.rules = PeerConfigRules.builder().permittedAllowedIps(prefixes("10.0.0.0/8")).build();
    start();
    PrivateKey client = connected(HOUR, "10.0.0.1/32");
    askedAbout(client).found(config(client, "192.0.2.1/32"), HOUR, "v2");
    h.stages.runAll();
    h.orchestrator.evict(client.publicKey());
    h.control.answeringAtOnce();
    h.stages.runAll();

    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
  }
}
