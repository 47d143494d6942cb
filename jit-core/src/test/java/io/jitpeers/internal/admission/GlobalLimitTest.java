package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What strangers and known sources leave to each other, of 100 at once and 100 a second. */
class GlobalLimitTest {
  private final GlobalLimit limit = new GlobalLimit(100, 100, 0);

  @Test
  void strangersLeaveAQuarterOfTheBurstToKnownSources() {
    assertThat(taken(false, 0)).isEqualTo(100);
    assertThat(taken(true, 0)).isEqualTo(25);
    assertThat(taken(false, 0)).isZero();
  }

  @Test
  void knownSourcesTakeThreeQuartersOfTheBurst() {
    assertThat(taken(true, 0)).isEqualTo(75);
    // Of 125 in all 50 are left, of which 25 are for known sources.
    assertThat(taken(false, 0)).isEqualTo(25);
  }

  @Test
  void knownSourcesTakeThreeQuartersOfTheRate() {
    taken(true, 0);
    taken(false, 0);
    long second = TimeUnit.SECONDS.toNanos(1);
    // A token of theirs takes a 75th of a second, and there are 74 whole ones.
    assertThat(taken(true, second)).isBetween(74, 75);
    assertThat(taken(false, second)).isBetween(25, 26);
  }

  @Test
  void theSmallestLimitAdmitsEither() {
    assertThat(new GlobalLimit(1, 1, 0).take(true, 0)).isTrue();
    assertThat(new GlobalLimit(1, 1, 0).take(false, 0)).isTrue();
  }

  private int taken(boolean isKnown, long now) {
    int taken = 0;
    while (limit.take(isKnown, now)) {
      taken++;
    }
    return taken;
  }
}
