package io.jitpeers.internal.revalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.revalidation.Brake.Verdict;
import io.jitpeers.options.RevalidationOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrakeTest {
  private static final RevalidationOptions OPTIONS =
      RevalidationOptions.builder()
          .brakeShare(0.1)
          .brakeLeast(5)
          .brakeHold(Duration.ofMinutes(10))
          .build();

  private long now = Long.MAX_VALUE - 5;
  private final Brake brake = new Brake(OPTIONS, now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void stay(int first, int last) {
    for (int i = first; i <= last; i++) {
      brake.stays(Peers.key(i), now);
    }
  }

  private Verdict go(int number) {
    return brake.wouldGo(Peers.key(number), now);
  }

  @Test
  void aFewGoWhateverTheirShare() {
    for (int i = 1; i <= 5; i++) {
      assertThat(go(i)).isEqualTo(Verdict.GO);
    }
    assertThat(brake.isEngaged(now)).isFalse();
  }

  @Test
  void moreThanTheLeastAndTheShareAreHeld() {
    for (int i = 1; i <= 5; i++) {
      go(i);
    }
    assertThat(go(6)).isEqualTo(Verdict.HOLD_FIRST);
    assertThat(go(7)).isEqualTo(Verdict.HOLD);
    assertThat(brake.isEngaged(now)).isTrue();
    assertThat(brake.held()).isEqualTo(2);
    assertThat(brake.vanished(now)).isEqualTo(7);
    assertThat(brake.asked(now)).isEqualTo(7);
  }

  @Test
  void aSmallShareOfManyGoes() {
    stay(1, 1_000);
    for (int i = 1; i <= 100; i++) {
      assertThat(go(i)).as("%s of %s", i, 1_000 + i).isEqualTo(Verdict.GO);
    }
    stay(2_000, 2_100);
    for (int i = 101; i <= 121; i++) {
      assertThat(go(i)).isEqualTo(Verdict.GO);
    }
    // 123 of 1,224 is more than a tenth.
    assertThat(go(122)).isEqualTo(Verdict.GO);
    assertThat(go(123)).isEqualTo(Verdict.HOLD_FIRST);
  }

  @Test
  void whatWasMoreThanAMinuteAgoDoesNotCount() {
    for (int i = 1; i <= 5; i++) {
      go(i);
    }
    pass(Duration.ofSeconds(61));
    for (int i = 6; i <= 10; i++) {
      assertThat(go(i)).isEqualTo(Verdict.GO);
    }
    assertThat(brake.vanished(now)).isEqualTo(5);
  }

  @Test
  void aLaterRoundThatSaysTheSameIsBelieved() {
    for (int i = 1; i <= 20; i++) {
      go(i);
    }
    assertThat(brake.held()).isEqualTo(15);
    pass(Duration.ofMinutes(10).minusNanos(1));
    assertThat(go(6)).as("too soon").isNotEqualTo(Verdict.GO);
    pass(Duration.ofNanos(1));
    for (int i = 6; i <= 20; i++) {
      assertThat(go(i)).isEqualTo(Verdict.GO);
    }
    assertThat(brake.held()).isZero();
    pass(Duration.ofMinutes(2));
    assertThat(brake.isEngaged(now)).isFalse();
  }

  @Test
  void whoIsHeldAndThenKnownAgainStays() {
    for (int i = 1; i <= 20; i++) {
      go(i);
    }
    pass(Duration.ofMinutes(2));
    stay(6, 20);
    assertThat(brake.held()).isZero();
    assertThat(brake.isEngaged(now)).isFalse();
    pass(Duration.ofMinutes(9));
    assertThat(go(6)).as("nothing is remembered against it").isEqualTo(Verdict.GO);
  }

  @Test
  void whoLeftInAnotherWayIsHeldNoLonger() {
    for (int i = 1; i <= 6; i++) {
      go(i);
    }
    assertThat(brake.held()).isEqualTo(1);
    pass(Duration.ofMinutes(2));
    brake.forget(Peers.key(6), now);
    assertThat(brake.isEngaged(now)).isFalse();
  }

  @Test
  void anOperatorReleasesThoseThatAreHeldAndBeginsAnew() {
    for (int i = 1; i <= 8; i++) {
      go(i);
    }
    assertThat(brake.release()).containsExactlyInAnyOrder(Peers.key(6), Peers.key(7), Peers.key(8));
    assertThat(brake.isEngaged(now)).isFalse();
    assertThat(go(9)).isEqualTo(Verdict.GO);
  }

  @Test
  void aShareOfOneIsNoBrake() {
    Brake off = new Brake(RevalidationOptions.builder().brakeShare(1).brakeLeast(0).build(), now);
    for (int i = 1; i <= 100; i++) {
      assertThat(off.wouldGo(Peers.key(i), now)).isEqualTo(Verdict.GO);
    }
  }
}
