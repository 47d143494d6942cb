package io.jitpeers.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0;0",
        "0.0004;0",
        "0.1234;0.123",
        "0.5;0.5",
        "0.999;1",
        "1.004;1",
        "1.234;1.23",
        "12.34;12.3",
        "20;20",
        "123.4;123",
        "1234567;1,234,567"
      })
  void threeDigitsCount(double value, String text) {
    assertThat(Numbers.of(value)).isEqualTo(text);
  }
}
