package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.spi.Freshness;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {
  private static final CachingOptions DEFAULTS =
      new CachingOptions(Duration.ofSeconds(60), Duration.ofSeconds(600), Duration.ofSeconds(10));

  private static CacheControl parse(String... lines) {
    return CacheControl.of(
        HttpHeaders.of(Map.of("Cache-Control", List.of(lines)), (name, value) -> true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // header | age | fresh | stale | negative
        "public | 0 | 60 | 600 | 10",
        "max-age=5 | 0 | 5 | 600 | 5",
        "MAX-AGE = 5 | 0 | 5 | 600 | 5",
        "max-age=\"5\" | 0 | 5 | 600 | 5",
        "max-age=5, stale-if-error=7 | 0 | 5 | 7 | 5",
        "max-age=5, stale-if-error=7 | 2 | 3 | 7 | 3",
        "max-age=5, stale-if-error=7 | 5 | 0 | 7 | 0",
        "max-age=5, stale-if-error=7 | 9 | 0 | 3 | 0",
        "max-age=5, stale-if-error=7 | 99 | 0 | 0 | 0",
        "max-age=9, max-age=5 | 0 | 5 | 600 | 5",
        "max-age=soon | 0 | 0 | 600 | 0",
        "max-age=-1 | 0 | 0 | 600 | 0",
        "max-age | 0 | 0 | 600 | 0",
        "max-age=99999999999999999999 | 0 | 2147483648 | 600 | 2147483648",
        "no-store, max-age=5 | 0 | 0 | 0 | 0",
        "no-store, stale-if-error=7 | 0 | 0 | 0 | 0",
        "no-cache, max-age=5 | 0 | 0 | 0 | 0",
        "no-cache, stale-if-error=7 | 0 | 0 | 7 | 0",
        "must-revalidate, max-age=5 | 0 | 5 | 0 | 5",
        "must-revalidate, stale-if-error=7 | 0 | 60 | 7 | 10",
        "public, max-age=60, s-maxage=5, stale-while-revalidate=9, stale-if-error=7 | 10 | 50 | 7 | 50",
        "max-age=5, s-maxage=60, proxy-revalidate | 9 | 0 | 596 | 0",
        "s-maxage=1, immutable, x=y | 0 | 60 | 600 | 10",
        "ext=\"a, max-age=3600, b\" | 0 | 60 | 600 | 10",
        "ext=\"a, max-age=3600, b\", max-age=5 | 0 | 5 | 600 | 5",
        "ext=\"a\\\", max-age=3600\", max-age=5 | 0 | 5 | 600 | 5",
        "no-cache=\"set-cookie, max-age\", max-age=5 | 0 | 0 | 0 | 0",
        "ext=\"never closed, no-store, max-age=7 | 0 | 60 | 600 | 10"
      })
  void headerAndAgeGiveTheTimes(String header, long age, long fresh, long stale, long negative) {
    CacheControl control = parse(header);

    assertThat(control.lifetime(DEFAULTS).after(Duration.ofSeconds(age)))
        .isEqualTo(new Freshness(Duration.ofSeconds(fresh), Duration.ofSeconds(stale)));
    assertThat(control.negativeTtl(Duration.ofSeconds(age), DEFAULTS))
        .isEqualTo(Duration.ofSeconds(negative));
  }

  @Test
  void severalHeadersAreOne() {
    assertThat(parse("max-age=5", "stale-if-error=7").lifetime(DEFAULTS))
        .isEqualTo(new Freshness(Duration.ofSeconds(5), Duration.ofSeconds(7)));
  }

  @Test
  void noHeaderIsNotPresent() {
    HttpHeaders none = HttpHeaders.of(Map.of(), (name, value) -> true);

    assertThat(CacheControl.of(none).present()).isFalse();
    assertThat(parse("x").present()).isTrue();
  }
}
