package io.jitpeers.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerQueryTest {
  private static final PublicKey KEY = PrivateKey.generate(new SecureRandom()).publicKey();

  private static PeerQuery with(Map<String, String> fields) {
    return PeerQuery.builder(KEY).traceContext(fields).build();
  }

  private static Map<String, String> fields(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(n -> "field-" + n, n -> "value " + n));
  }

  @Test
  void aQueryHasNoTraceContextUnlessItIsGivenOne() {
    assertThat(PeerQuery.of(KEY).traceContext()).isEmpty();
  }

  @Test
  void theTraceContextIsACopy() {
    Map<String, String> fields = new HashMap<>(fields(16));
    PeerQuery query = with(fields);
    fields.clear();

    assertThat(query.traceContext()).isEqualTo(fields(16));
    assertThat(query.toString()).doesNotContain("value");
  }

  @Test
  void theNumberOfFieldsIsBounded() {
    assertThatThrownBy(() -> with(fields(17)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 16 fields, not 17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:b", "trace\r\nHost", "ü", "a\u0000"})
  void aNameIsAToken(String name) {
    assertThatThrownBy(() -> with(Map.of(name, "1"))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNameIsShort() {
    assertThat(with(Map.of("n".repeat(64), "1")).traceContext()).hasSize(1);
    assertThatThrownBy(() -> with(Map.of("n".repeat(65), "1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " x", "x ", "x\ny", "x\r\nHost: y", "x\ty", "ü", "\u007f"})
  void aValueIsPrintableAscii(String value) {
    assertThatThrownBy(() -> with(Map.of("traceparent", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"traceparent\"")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Host: y"));
  }

  @Test
  void aValueIsNotTooLong() {
    assertThat(with(Map.of("baggage", "v".repeat(8192))).traceContext()).hasSize(1);
    assertThatThrownBy(() -> with(Map.of("baggage", "v".repeat(8193))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
