package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.HttpSourceStatistics.BreakerState;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircuitTest {
  private static final Duration OPEN_FOR = Duration.ofSeconds(5);
  private static final int PROBES = 3;

  private final ManualTime time = new ManualTime();
  private int changes;
  private Circuit circuit = circuit(80);

  private Circuit circuit(int failureRatePercent) {
    return new Circuit(
        new CircuitBreakerOptions(failureRatePercent, 50, 30, OPEN_FOR), time, () -> changes++);
  }

  private void halfOpen() {
    circuit.open();
    time.advance(OPEN_FOR);
  }

  /** Returns the term of a request that is permitted. */
  private long permit() {
    assertThat(circuit.permits()).isTrue();
    return circuit.term();
  }

  @Test
  void closedPermitsEverythingWhateverTheResults() {
    for (int i = 0; i < 1_000; i++) {
      circuit.judge(permit(), false);
    }

    assertThat(circuit.state()).isEqualTo(BreakerState.CLOSED);
    assertThat(changes).isZero();
  }

  @Test
  void openPermitsNothingUntilTheWaitIsOver() {
    circuit.open();
    assertThat(circuit.permits()).isFalse();

    time.advance(OPEN_FOR.minusNanos(1));
    assertThat(circuit.permits()).isFalse();
    assertThat(circuit.state()).isEqualTo(BreakerState.OPEN);
    assertThat(circuit.nanosSinceOpened()).isEqualTo(OPEN_FOR.minusNanos(1).toNanos());

    time.advance(Duration.ofNanos(1));
    assertThat(circuit.permits()).isTrue();
    assertThat(circuit.state()).isEqualTo(BreakerState.HALF_OPEN);
    assertThat(changes).isEqualTo(2);
  }

  @Test
  void halfOpenPermitsThreeProbesInAll() {
    halfOpen();
    long term = permit();
    permit();
    permit();
    assertThat(circuit.permits()).isFalse();

    circuit.judge(term, true);
    assertThat(circuit.permits()).as("a result is not a free place").isFalse();
  }

  @Test
  void aProbeWithoutAResultMakesPlaceForAnother() {
    halfOpen();
    long term = permit();
    permit();
    permit();

    circuit.withdraw(term);

    assertThat(circuit.permits()).isTrue();
    assertThat(circuit.permits()).isFalse();
  }

  /** Two thirds is under 80 %, and not under 66 %. */
  @ParameterizedTest
  @CsvSource({"80, 2, CLOSED", "80, 3, OPEN", "66, 2, OPEN", "67, 2, CLOSED", "1, 0, CLOSED"})
  void allProbesTogetherDecide(int failureRatePercent, int failures, BreakerState expected) {
    circuit = circuit(failureRatePercent);
    halfOpen();
    for (int i = 0; i < PROBES; i++) {
      long term = permit();
      assertThat(circuit.state()).isEqualTo(BreakerState.HALF_OPEN);
      circuit.judge(term, i >= failures);
    }

    assertThat(circuit.state()).isEqualTo(expected);
  }

  @Test
  void openedAgainItWaitsAgain() {
    halfOpen();
    for (int i = 0; i < PROBES; i++) {
      circuit.judge(permit(), false);
    }

    assertThat(circuit.permits()).isFalse();
    assertThat(circuit.nanosSinceOpened()).isZero();
    time.advance(OPEN_FOR);
    assertThat(circuit.permits()).isTrue();
  }

  @Test
  void requestsOfAnEarlierTermAreNoProbes() {
    long closed = permit();
    halfOpen();
    long probe = permit();
    permit();
    permit();

    circuit.withdraw(closed);
    assertThat(circuit.permits()).isFalse();
    for (int i = 0; i < PROBES; i++) {
      circuit.judge(closed, false);
    }
    assertThat(circuit.state()).isEqualTo(BreakerState.HALF_OPEN);

    for (int i = 0; i < PROBES; i++) {
      circuit.judge(probe, true);
    }
    assertThat(circuit.state()).isEqualTo(BreakerState.CLOSED);
  }
}
