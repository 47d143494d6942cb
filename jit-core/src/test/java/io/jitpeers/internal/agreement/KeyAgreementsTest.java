package io.jitpeers.internal.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyAgreementsTest {
  private final AtomicLong clock = new AtomicLong();
  private final KeyAgreements agreements = new KeyAgreements(clock::get);

  /** An implementation that is right and takes a given time by the test's clock. */
  private KeyAgreement25519 taking(long nanos) {
    return scalar -> {
      KeyAgreement25519.Key key = KeyAgreement25519.bouncyCastle().key(scalar);
      return new KeyAgreement25519.Key() {
        @Override
        public boolean agree(byte[] point, int offset, byte[] secret) {
          clock.addAndGet(nanos);
          return key.agree(point, offset, secret);
        }

        @Override
        public void destroy() {
          key.destroy();
        }
      };
    };
  }

  @Test
  void theDefaultImplementationGivesAllKnownAnswers() {
    assertThat(KnownAnswers.all()).hasSize(70);
    assertThat(KeyAgreements.fault(KeyAgreement25519.bouncyCastle())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FaultyAgreement.class)
  void aFaultyImplementationIsNeverUsed(FaultyAgreement faulty) {
    assertThat(KeyAgreements.fault(faulty)).isPresent();

    Candidate chosen = agreements.fastest(List.of(new Candidate("faulty", faulty)), List.of());

    assertThat(chosen.implementation()).isSameAs(KeyAgreement25519.bouncyCastle());
  }

  @Test
  void theFastestIsUsedAndTheLogSaysWhy() {
    List<Candidate> candidates =
        List.of(
            new Candidate("slow", taking(90_000)),
            new Candidate("fast", taking(-30_000)),
            new Candidate("wrong", FaultyAgreement.WRONG_BIT));
    try (CapturedLog log = CapturedLog.of(KeyAgreements.class)) {
      Candidate chosen =
          new KeyAgreements(() -> clock.addAndGet(50_000))
              .fastest(candidates, List.of("absent: on purpose"));

      assertThat(chosen.name()).isEqualTo("fast");
      assertThat(log.messages(Level.INFO))
          .singleElement()
          .asString()
          .startsWith("X25519: fast, the fastest at the start (bouncy-castle 50 µs, slow 140 µs,")
          .contains("fast 20 µs)", "not used: absent: on purpose; wrong: it computes a wrong");
    }
  }

  @Test
  void aRaceThatFailsLeavesTheDefault() {
    KeyAgreement25519 faultyLater =
        new KeyAgreement25519() {
          private int keys;

          @Override
          public Key key(byte[] scalar) {
            if (keys++ >= KnownAnswers.all().size()) {
              throw new IllegalStateException("no more keys, on purpose");
            }
            return KeyAgreement25519.bouncyCastle().key(scalar);
          }
        };
    try (CapturedLog log = CapturedLog.of(KeyAgreements.class)) {
      Candidate chosen =
          agreements.fastest(List.of(new Candidate("faulty-later", faultyLater)), List.of());

      assertThat(chosen).isEqualTo(Candidate.bouncyCastle());
      assertThat(log.messages(Level.WARN))
          .containsExactly(
              "X25519: bouncy-castle, because measuring the speed of [bouncy-castle, faulty-later]"
                  + " failed");
    }
  }

  @Test
  void aRaceEndsAndGivesEachImplementationATurn() {
    long[] nanos =
        new Race(clock::get).run(List.of(taking(30_000_000), taking(1_000_000), taking(7)));

    assertThat(nanos).containsExactly(30_000_000, 1_000_000, 7);
    assertThat(clock.get())
        .as("one round, as the first takes longer than a race")
        .isEqualTo(31_000_007);
  }

  @Test
  void aLineThatIsNotAVectorIsRefused() {
    assertThatThrownBy(() -> KnownAnswer.parse("00 11"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a test vector of X25519: 00 11");
  }
}
