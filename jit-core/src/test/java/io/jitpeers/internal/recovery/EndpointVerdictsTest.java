package io.jitpeers.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EndpointVerdictsTest {
  private static final long HIGH = 0x2001_0db8_0000_0001L;
  private static final long LOW = 0x9;
  private static final int PORT = 65_535;

  private final EndpointVerdicts verdicts = new EndpointVerdicts(100, new Random(1));
  private final int slot = verdicts.slot(HIGH, LOW, PORT);

  private boolean settled(int departures, long now) {
    return verdicts.isSettled(slot, HIGH, LOW, PORT, true, departures, now);
  }

  @Test
  void nothingIsSettledAtFirst() {
    assertThat(settled(0, 0)).isFalse();
    assertThat(verdicts.isSettled(0, 0, 0, 0, false, 0, 0)).isFalse();
  }

  @Test
  void aResidentSenderIsSettledUntilAPeerLeaves() {
    verdicts.resident(slot, HIGH, LOW, PORT, true, 7, 100);
    assertThat(settled(7, 1_000)).isTrue();
    assertThat(settled(8, 99)).as("and a moment longer").isTrue();
    assertThat(settled(8, 100)).isFalse();
  }

  @Test
  void anotherSenderIsSettledForSomeTime() {
    verdicts.until(slot, HIGH, LOW, PORT, true, 100);
    assertThat(settled(1, 99)).isTrue();
    assertThat(settled(100, 100)).isFalse();
  }

  @Test
  void timesMayWrapAround() {
    verdicts.until(slot, HIGH, LOW, PORT, true, Long.MIN_VALUE + 10);
    assertThat(settled(0, Long.MAX_VALUE - 10)).isTrue();
    assertThat(settled(0, Long.MIN_VALUE + 10)).isFalse();
  }

  @Test
  void eachPartOfTheEndpointCounts() {
    verdicts.resident(slot, HIGH, LOW, PORT, true, 7, 0);
    assertThat(verdicts.isSettled(slot, HIGH + 1, LOW, PORT, true, 7, 0)).isFalse();
    assertThat(verdicts.isSettled(slot, HIGH, LOW + 1, PORT, true, 7, 0)).isFalse();
    assertThat(verdicts.isSettled(slot, HIGH, LOW, PORT - 1, true, 7, 0)).isFalse();
    assertThat(verdicts.isSettled(slot, HIGH, LOW, PORT, false, 7, 0)).isFalse();
  }

  @Test
  void aSenderReplacesAnotherOneInItsPlace() {
    verdicts.resident(slot, HIGH, LOW, PORT, true, 7, 0);
    verdicts.until(slot, HIGH, LOW, PORT - 1, true, 100);
    assertThat(settled(7, 0)).isFalse();
    assertThat(verdicts.isSettled(slot, HIGH, LOW, PORT - 1, true, 0, 99)).isTrue();
  }
}
