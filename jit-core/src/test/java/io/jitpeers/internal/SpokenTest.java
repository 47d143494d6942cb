package io.jitpeers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpokenTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.24S, 0.2 s",
    "PT3S, 3 s",
    "PT9.96S, 9.9 s",
    "PT59.9S, 59 s",
    "PT60S, 1 min",
    "PT61S, 1 min 1 s",
    "PT3600S, 1 h",
    "PT5400S, 1 h 30 min",
    "P3DT4H5M, 3 d 4 h"
  })
  void durationsHaveTwoUnitsAtMost(Duration duration, String spoken) {
    assertThat(Spoken.duration(duration)).isEqualTo(spoken);
  }

  @Test
  void timesHaveSeconds() {
    assertThat(Spoken.time(Instant.parse("2026-01-31T12:00:00.123Z")))
        .isEqualTo("2026-01-31T12:00:00Z");
  }
}
