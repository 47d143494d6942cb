package io.jitpeers.internal.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.EvictionOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
  /** A target of 100 ms and a limit between 1,000 and 100,000. */
  private final AdaptiveLimit limit =
      new AdaptiveLimit(
          EvictionOptions.builder()
              .sweepTarget(Duration.ofMillis(100))
              .limitRange(1_000, 100_000)
              .build());

  private int after(int millis, int size) {
    limit.swept(Duration.ofMillis(millis), size);
    return limit.current();
  }

  @Test
  void startsAtTheCeiling() {
    assertThat(limit.current()).isEqualTo(100_000);
  }

  @Test
  void isDividedByTheExcessBeyondTwiceTheTarget() {
    assertThat(after(400, 90_000)).isEqualTo(25_000);
    assertThat(after(250, 20_000)).isEqualTo(10_000);
  }

  @Test
  void isCutByAQuarterBeyond1point3TimesTheTarget() {
    assertThat(after(200, 90_000)).as("not beyond twice").isEqualTo(75_000);
    assertThat(after(131, 70_000)).isEqualTo(56_250);
  }

  @Test
  void staysAroundTheTarget() {
    assertThat(after(130, 90_000)).isEqualTo(100_000);
    after(400, 90_000);
    assertThat(after(130, 25_000)).isEqualTo(25_000);
    assertThat(after(100, 25_000)).isEqualTo(25_000);
  }

  @Test
  void growsBySteadyStepsIfTheSetIsNearItAndThePaceAllows() {
    after(400, 90_000);
    assertThat(after(50, 20_000)).isEqualTo(26_000);
    assertThat(after(99, 26_000)).as("26,262 in the target's time").isEqualTo(27_000);
    assertThat(after(99, 26_000)).as("still 26,262").isEqualTo(27_000);
  }

  @Test
  void doesNotGrowWhileTheSetIsFarBelowIt() {
    after(400, 90_000);
    assertThat(after(1, 12_500)).isEqualTo(25_000);
    assertThat(after(1, 12_501)).isEqualTo(26_000);
  }

  @Test
  void neverFallsBelowTheFloor() {
    assertThat(after(60_000, 90_000)).isEqualTo(1_000);
    assertThat(after(150, 900)).isEqualTo(1_000);
  }

  @Test
  void neverRisesAboveTheCeiling() {
    assertThat(after(150, 90_000)).isEqualTo(75_000);
    for (int i = 0; i < 100; i++) {
      after(10, 99_999);
    }
    assertThat(limit.current()).isEqualTo(100_000);
  }

  @Test
  void takesNoTimeAtAllAsVeryLittle() {
    after(400, 90_000);
    assertThat(after(0, 20_000)).isEqualTo(26_000);
  }
}
