package io.jitpeers.pcap.internal.filter;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Joins terms of a filter. What it gives is one term again, in brackets: libpcap's {@code and} and
 * {@code or} bind alike.
 */
final class Terms {
  private Terms() {}

  static String and(String... terms) {
    return "(" + String.join(" and ", terms) + ")";
  }

  static String or(String... terms) {
    return or(List.of(terms));
  }

  static String or(List<String> terms) {
    return terms.size() == 1 ? terms.get(0) : "(" + String.join(" or ", terms) + ")";
  }

  /** A field has one of some values. */
  static String isOneOf(String field, int... values) {
    return or(IntStream.of(values).mapToObj(value -> field + " = " + value).toList());
  }

  /** A field has one of some values that are usually written in hexadecimal. */
  static String isOneOfHex(String field, int... values) {
    return or(
        IntStream.of(values)
            .mapToObj(value -> field + " = 0x" + Integer.toHexString(value))
            .toList());
  }
}
