package io.jitpeers.examples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotationTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.5Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 B",
        "1023 | 1023 B",
        "1024 | 1.00 KiB",
        "1152 | 1.12 KiB",
        "1408 | 1.38 KiB",
        "1048575 | 1024.00 KiB",
        "1048576 | 1.00 MiB",
        "1289748 | 1.23 MiB",
        "1073741824 | 1.00 GiB",
        "1099511627775 | 1024.00 GiB",
        "1099511627776 | 1.00 TiB",
        "9223372036854775807 | 8388608.00 TiB",
      })
  void bytes(long bytes, String text) {
    assertThat(Notation.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1 second",
        "59 | 59 seconds",
        "60 | 1 minute",
        "65 | 1 minute, 5 seconds",
        "3600 | 1 hour",
        "86399 | 23 hours, 59 minutes, 59 seconds",
        "86400 | 1 day",
        "31535999 | 364 days, 23 hours, 59 minutes, 59 seconds",
        "31536000 | 1 year",
        "63158461 | 2 years, 1 day, 1 minute, 1 second",
      })
  void time(long seconds, String text) {
    assertThat(Notation.time(seconds)).isEqualTo(text);
  }

  @Test
  void handshakesAreSoLongAgo() {
    assertThat(Notation.ago(Instant.parse("2026-05-06T07:08:09.1Z"), NOW)).isEqualTo("Now");
    assertThat(Notation.ago(Instant.parse("2026-05-06T07:08:08.9Z"), NOW))
        .isEqualTo("1 second ago");
    assertThat(Notation.ago(Instant.parse("2026-05-06T07:08:10Z"), NOW))
        .isEqualTo("(in the future: the clock was set back)");
  }
}
