package io.jitpeers.benchmarks.kernel.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweepTest {
  @Test
  void aPercentileIsTheSmallestValueThatSoManyPercentDoNotExceed() {
    List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(Double::valueOf).toList();
    assertThat(Sweep.percentile(hundred, 50)).isEqualTo(50);
    assertThat(Sweep.percentile(hundred, 99)).isEqualTo(99);
    assertThat(Sweep.percentile(List.of(1.0, 2.0, 3.0), 50)).isEqualTo(2);
    assertThat(Sweep.percentile(List.of(1.0, 2.0, 3.0), 99)).isEqualTo(3);
    assertThat(Sweep.percentile(List.of(7.0), 50)).isEqualTo(7);
  }
}
