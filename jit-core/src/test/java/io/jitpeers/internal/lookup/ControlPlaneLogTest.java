package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The log and the state when the control plane is lost and comes back. */
class ControlPlaneLogTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[32]);

  private final ManualTime time = new ManualTime();
  private final FakePeerConfigSource source = new FakePeerConfigSource();
  private final Lookups lookups = new Lookups(source, time, time, ProvisioningOptions.defaults());

  private void answered() {
    source.answeringAtOnce();
    assertThat(lookups.lookup(KEY)).isCompleted();
  }

  private void unanswered() {
    source.failing(LookupException.Reason.UNAVAILABLE);
    assertThat(lookups.lookup(KEY)).isCompletedExceptionally();
  }

  @Test
  void beforeItIsAskedNobodyKnows() {
    assertThat(lookups.controlPlane()).isEqualTo(ControlPlaneState.NOT_ASKED);
    assertThat(lookups.reachable()).as("as before there was a third state").isTrue();
    source.failing(LookupException.Reason.REJECTED);
    lookups.lookup(KEY);
    assertThat(lookups.controlPlane()).isEqualTo(ControlPlaneState.NOT_ASKED);
    answered();
    assertThat(lookups.controlPlane()).isEqualTo(ControlPlaneState.REACHABLE);
    unanswered();
    assertThat(lookups.controlPlane()).isEqualTo(ControlPlaneState.UNREACHABLE);
  }

  @Test
  void aLossIsOneLineAndTheReturnAnotherOne() {
    try (CapturedLog log = CapturedLog.of(Lookups.class)) {
      answered();
      assertThat(log.lines(Level.INFO)).as("nothing was lost").isEmpty();
      for (int i = 0; i < 100; i++) {
        unanswered();
        time.advance(Duration.ofMillis(730));
      }
      answered();
      answered();
      assertThat(log.lines(Level.INFO)).hasSize(2);
      assertThat(log.messages(Level.WARN).get(0))
          .startsWith("the control plane is lost: UNAVAILABLE: ");
      assertThat(log.messages(Level.INFO))
          .containsExactly("the control plane answers again, PT1M13S after it was lost");
    }
  }

  @Test
  void oneThatComesAndGoesDoesNotFillTheLog() {
    try (CapturedLog log = CapturedLog.of(Lookups.class)) {
      for (int i = 0; i < 600; i++) {
        unanswered();
        time.advance(Duration.ofMillis(500));
        answered();
        time.advance(Duration.ofMillis(500));
      }
      assertThat(log.messages(Level.WARN)).hasSize(10);
      assertThat(log.messages(Level.INFO)).hasSize(10);
      assertThat(log.messages(Level.WARN).get(1))
          .endsWith("(it was lost 59 more times in between)");
    }
  }

  @Test
  void aLossThatLastsIsLoggedEvenIfItBeganTooSoonAfterAnother() {
    try (CapturedLog log = CapturedLog.of(Lookups.class)) {
      unanswered();
      answered();
      unanswered();
      assertThat(log.messages(Level.WARN)).hasSize(1);
      time.advance(Duration.ofMinutes(1));
      unanswered();
      assertThat(log.messages(Level.WARN)).hasSize(2);
      answered();
      assertThat(log.messages(Level.INFO).get(1)).contains("PT1M after");
    }
  }

  @Test
  void theLossThatIsLoggedIsNotCountedAsOneInBetween() {
    try (CapturedLog log = CapturedLog.of(Lookups.class)) {
      unanswered();
      time.advance(Duration.ofSeconds(10));
      answered();
      time.advance(Duration.ofSeconds(10));
      unanswered();
      time.advance(Duration.ofSeconds(40));
      unanswered();
      assertThat(log.messages(Level.WARN)).hasSize(2);
      assertThat(log.messages(Level.WARN).get(1)).endsWith("a cached config");
    }
  }

  @Test
  void earlierLossesThatWereNotLoggedAreCounted() {
    try (CapturedLog log = CapturedLog.of(Lookups.class)) {
      unanswered();
      for (int i = 0; i < 3; i++) {
        answered();
        time.advance(Duration.ofSeconds(10));
        unanswered();
      }
      time.advance(Duration.ofSeconds(30));
      unanswered();
      assertThat(log.messages(Level.WARN)).hasSize(2);
      assertThat(log.messages(Level.WARN).get(1)).endsWith("(it was lost 2 more times in between)");
    }
  }
}
