package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static HttpHeaders header(String name, String value) {
    return HttpHeaders.of(Map.of(name, List.of(value)), (n, v) -> true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "120 | 120",
        "99999999999999999999 | 2147483648",
        "Thu, 01 Jan 2026 00:02:00 GMT | 120",
        "Thu, 01 Jan 2026 02:02:00 +0200 | 120",
        "Wed, 31 Dec 2025 00:00:00 GMT | 0",
        "Thursday, 01-Jan-26 00:02:00 GMT | 120",
        "Wednesday, 31-Dec-25 00:00:00 GMT | 0",
        "Sunday, 06-Nov-94 08:49:37 GMT | 0",
        "Thu Jan  1 00:02:00 2026 | 120",
        "Sat Jan 10 00:00:00 2026 | 777600"
      })
  void retryAfterIsSecondsOrADate(String value, long seconds) {
    assertThat(Headers.retryAfter(header("Retry-After", value), NOW))
        .contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "Fri, 01 Jan 2026 00:00:00 GMT", "\u0661"})
  void aMalformedRetryAfterIsAbsent(String value) {
    assertThat(Headers.retryAfter(header("Retry-After", value), NOW)).isEmpty();
  }

  /** RFC 9111 section 5.1: the first member counts; a malformed value does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"30 | 30", "30, 40 | 30", "40,30 | 40", "soon | 0", "soon, 30 | 0", "'' | 0"})
  void ageIsTheFirstOfSeveral(String value, long seconds) {
    assertThat(Headers.age(header("Age", value), Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void ofTwoAgeHeadersTheFirstCounts() {
    HttpHeaders two = HttpHeaders.of(Map.of("Age", List.of("30", "40")), (n, v) -> true);

    assertThat(Headers.age(two, Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
  }

  /** RFC 9111 section 4.2.3: the answer may have been that old when the request was sent. */
  @Test
  void theTimeOnTheWayCountsIfACacheAnswered() {
    Duration delay = Duration.ofMillis(1500);

    assertThat(Headers.age(header("Age", "30"), delay)).isEqualTo(Duration.ofMillis(31_500));
    assertThat(Headers.age(header("Age", "soon"), delay)).isZero();
    assertThat(Headers.age(header("X", "y"), delay)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "deflate, gzip", "GZIP", "identity, gzip"})
  void aContentCodingIsNamed(String coding) {
    assertThat(Headers.coding(header("Content-Encoding", coding))).hasValue('"' + coding + '"');
  }

  @Test
  void aCodingThatIsNoneIsNotQuoted() {
    assertThat(Headers.coding(header("Content-Encoding", "S3cret"))).hasValue("of an unknown name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "Identity"})
  void asItIsIsNoCoding(String coding) {
    assertThat(Headers.coding(header("Content-Encoding", coding))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"v1\"", "W/\"v1\"", "\"a,b\""})
  void entityTags(String tag) {
    assertThat(Headers.entityTag(header("ETag", tag))).contains(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "w/\"v1\"", "\"v\"1\"", "\"v 1\"", "\"v1"})
  void whatIsNoEntityTag(String tag) {
    assertThat(Headers.entityTag(header("ETag", tag))).isEmpty();
  }

  @Test
  void anAbsurdlyLongEntityTagIsNotKept() {
    assertThat(Headers.entityTag(header("ETag", "\"" + "x".repeat(201) + "\""))).isEmpty();
  }

  @Test
  void contentLengthBeyondALongIsStillTooLong() {
    assertThat(Headers.contentLength(header("Content-Length", "9".repeat(30))))
        .hasValue(Long.MAX_VALUE);
  }
}
