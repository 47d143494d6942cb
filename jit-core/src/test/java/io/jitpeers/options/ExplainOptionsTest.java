package io.jitpeers.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainOptionsTest {
  /** The memory has three shares, one of which is as large as the two others together. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 4", "3, 4", "4, 4", "5, 5", "1048576, 1048576"})
  void fewPeersCountAsFour(int value, int peers) {
    assertThat(ExplainOptions.builder().peers(value).build().peers()).isEqualTo(peers);
  }

  @Test
  void checksTheBounds() {
    assertThatThrownBy(() -> ExplainOptions.builder().peers(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExplainOptions.builder().peers(ExplainOptions.MOST_PEERS + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExplainOptions.builder().outcomes(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
