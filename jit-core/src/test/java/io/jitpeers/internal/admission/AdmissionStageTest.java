package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.EarlierStages;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What observers, tracers and the log learn from admission. */
class AdmissionStageTest {
  private static final InetSocketAddress ALICE = new InetSocketAddress("192.0.2.1", 51_820);
  private static final InetSocketAddress BOB = new InetSocketAddress("192.0.2.2", 51_820);

  private final SecureRandom random = new SecureRandom();
  private final ManualTime time = new ManualTime();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final AdmissionGate gate = new AdmissionGate(gateway, time);

  private TestPacket packet(InetSocketAddress from) {
    byte[] message =
        FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random)
            .initiation(Tai64n.of(time.wallTime()), 1);
    return new TestPacket(message, from, time.nanoTime());
  }

  @Test
  void observersLearnHowLongAnAdmittedPacketWaitedAfterItsCapture() {
    List<Long> times = new ArrayList<>();
    gate.events.addObserver(
        (stage, nanos) -> {
          if (stage == Stage.CAPTURE) {
            times.add(nanos);
          }
        });
    TestPacket packet = packet(ALICE);
    time.advance(Duration.ofMillis(3));

    gate.handler.onPacket(packet);

    assertThat(times).containsExactly(Duration.ofMillis(3).toNanos());
  }

  @Test
  void observersLearnNothingAboutPacketsThatAreRefused() {
    List<Stage> stages = new ArrayList<>();
    gate.events.addObserver((stage, nanos) -> stages.add(stage));
    for (int i = 0; i < 40; i++) {
      gate.handler.onPacket(packet(ALICE));
    }
    assertThat(gate.counts()).containsEntry(Outcome.SOURCE_RATE_LIMITED, 10L);
    assertThat(stages).filteredOn(Stage.CAPTURE::equals).hasSize(30);
  }

  @Test
  void aPacketOverTheGlobalRateIsRefusedAndTheRateIsLogged() {
    AdmissionOptions options = AdmissionOptions.builder().globalRate(1).globalBurst(1).build();
    AdmissionGate narrow =
        new AdmissionGate(gateway, time, Runnable::run, new StageWatch(), options);
    try (CapturedLog log = CapturedLog.of(AdmissionStage.class)) {
      narrow.handler.onPacket(packet(ALICE));
      assertThat(log.events()).isEmpty();

      narrow.handler.onPacket(packet(BOB));

      assertThat(narrow.counts()).containsEntry(Outcome.GLOBAL_RATE_LIMITED, 1L);
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("admission.global-rate", "1 were held back");
    }
  }

  @Test
  void theTimesOfAPacketsStagesAreKeptOnlyForATracer() {
    gate.handler.onPacket(packet(ALICE));
    gate.events.tracers().add(start -> null);
    gate.handler.onPacket(packet(BOB));

    assertThat(gate.admitted).hasSize(2);
    assertThat(gate.admitted).extracting(Demand.Initiation::earlier).first().isNull();
    assertThat(gate.admitted)
        .extracting(Demand.Initiation::earlier)
        .last()
        .isInstanceOf(EarlierStages.class);
  }
}
