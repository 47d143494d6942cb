package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamIdsTest {
  @ParameterizedTest
  @CsvSource({
    "0-0, 0-0, 0",
    "1-0, 0-9, 1",
    "5-9, 5-10, -1",
    "1764400000000-1, 1764400000000-0, 1",
    "9-0, 10-0, -1",
    "18446744073709551615-18446744073709551615, 1-1, 1",
    "7, 7-0, 0",
  })
  void idsAreOrderedAsNumbers(String one, String other, int order) {
    assertThat(Integer.signum(StreamIds.compare(one, other))).isEqualTo(order);
    assertThat(Integer.signum(StreamIds.compare(other, one))).isEqualTo(-order);
  }
}
