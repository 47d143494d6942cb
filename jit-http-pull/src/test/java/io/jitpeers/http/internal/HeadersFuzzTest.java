package io.jitpeers.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated headers of an answer: the resulting times are always within their bounds. */
@Tag("fuzz")
class HeadersFuzzTest implements FuzzTarget {
  private static final CachingOptions DEFAULTS =
      new CachingOptions(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofSeconds(30));
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void sayTimesWithinBounds() {
    assertThat(Fuzzer.run(this, 40_000))
        .containsKeys("nothing", "fresh", "fresh tag", "nothing retry", "fresh age");
  }

  @Override
  public String name() {
    return "headers";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts(
        "Cache-Control: private, max-age=60, stale-if-error=\"300\"\nAge: 5\nETag: \"v1\"",
        "Cache-Control: no-cache\nCache-Control: must-revalidate, max-age=60",
        "Cache-Control: no-store, ext=\"a, max-age=3600, b\"\nContent-Length: 120",
        "Retry-After: 120\nAge: 30\nAge: 40",
        "Retry-After: Sat, 28 Nov 2026 12:01:00 GMT\nETag: W/\"x\"");
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts(
        "max-age=",
        "=",
        ",",
        "\"",
        "\\",
        "\n",
        ": ",
        "0",
        "-1",
        "GMT",
        "9999",
        "9223372036854775808",
        "stale-if-error=",
        "no-store",
        "\u0660",
        "\0",
        "Cache-Control: ",
        "Age: ",
        "Retry-After: ",
        "ETag: ");
  }

  @Override
  public String read(byte[] input) {
    HttpHeaders headers = headers(new String(input, UTF_8));
    Duration age = Headers.age(headers, Duration.ZERO);
    assertBounded(age);
    CacheControl control = CacheControl.of(headers);
    Freshness freshness = control.lifetime(DEFAULTS).after(age);
    assertBounded(freshness.maxAge());
    assertBounded(freshness.staleIfError());
    assertBounded(control.negativeTtl(age, DEFAULTS));
    Headers.retryAfter(headers, NOW).ifPresent(wait -> assertThat(wait.isNegative()).isFalse());
    Headers.contentLength(headers).ifPresent(length -> assertThat(length).isNotNegative());
    Headers.entityTag(headers).ifPresent(tag -> assertThat(tag.length()).isLessThan(210));
    return (freshness.maxAge().isZero() ? "nothing" : "fresh")
        + (Headers.entityTag(headers).isPresent() ? " tag" : "")
        + (Headers.retryAfter(headers, NOW).isPresent() ? " retry" : "")
        + (age.isZero() ? "" : " age");
  }

  private static void assertBounded(Duration time) {
    assertThat(time.isNegative()).isFalse();
    assertThat(time.toSeconds()).isLessThanOrEqualTo(Headers.MAX_SECONDS);
  }

  private static HttpHeaders headers(String text) {
    Map<String, List<String>> map = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        map.computeIfAbsent(line.substring(0, colon).trim(), name -> new ArrayList<>())
            .add(line.substring(colon + 2));
      }
    }
    map.remove("");
    map.keySet().removeIf(name -> map.keySet().stream().anyMatch(other -> isTwin(name, other)));
    return HttpHeaders.of(map, (name, value) -> true);
  }

  /** Names that differ only in case are the same header, which this map cannot represent. */
  private static boolean isTwin(String name, String other) {
    return !name.equals(other) && name.equalsIgnoreCase(other);
  }
}
