package io.jitpeers.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
  @Test
  void isNotStaleUnlessSaidSo() {
    assertThat(Freshness.of(Duration.ofMinutes(5)))
        .isEqualTo(new Freshness(Duration.ofMinutes(5), Duration.ZERO));
    assertThat(Freshness.NONE).isEqualTo(Freshness.of(Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource({"PT-1S, PT0S", "PT0S, PT-0.000000001S"})
  void isNeverNegative(Duration maxAge, Duration staleIfError) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Freshness(maxAge, staleIfError))
        .withMessageContaining(maxAge.toString())
        .withMessageContaining(staleIfError.toString());
  }

  @Test
  void aNegativeAnswersTimeIsNeverNegative() {
    Duration negative = Duration.ofMillis(-1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerLookup.notFound(negative))
        .withMessageContaining(negative.toString());
  }
}
