package io.jitpeers.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeasuredCostsTest {
  @Test
  void aMeasuredSizeHasItsMeasuredCost() {
    assertThat(MeasuredCosts.sweepSeconds(500_000, 0)).isCloseTo(1.01, within(1e-6));
    assertThat(MeasuredCosts.sweepSeconds(100_000, 1_000))
        .isCloseTo(100_000 * 1.76e-6 + 1_000 * 10.8e-6, within(1e-6));
  }

  @Test
  void betweenTheSizesTheCostIsBetweenTheirs() {
    double removal =
        (MeasuredCosts.sweepSeconds(200_000, 1) - MeasuredCosts.sweepSeconds(200_000, 0));

    assertThat(removal).isBetween(10.8e-6, 78.6e-6);
  }

  @Test
  void outsideTheMeasuredSizesTheCostIsThatOfTheNearest() {
    assertThat(MeasuredCosts.sweepSeconds(10, 0)).isCloseTo(10 * 1.35e-6, within(1e-9));
    assertThat(MeasuredCosts.sweepSeconds(0, 0)).isZero();
    assertThat(MeasuredCosts.sweepSeconds(1_000_000, 0)).isCloseTo(2.02, within(1e-6));
  }
}
