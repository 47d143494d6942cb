package io.jitpeers.pcap.internal.filter;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Joins terms of a filter. Results are enclosed in parentheses, because libpcap's {@code and} and
 * {@code or} have the same precedence.
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

  /** Returns the condition that a field has one of several values. */
  static String isOneOf(String field, int... values) {
    return or(IntStream.of(values).mapToObj(value -> field + " = " + value).toList());
  }

  /** Returns the condition that a field has one of several values, written in hexadecimal. */
  static String isOneOfHex(String field, int... values) {
    return or(
        IntStream.of(values)
            .mapToObj(value -> field + " = 0x" + Integer.toHexString(value))
            .toList());
  }
}
