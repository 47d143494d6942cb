package io.jitpeers.spi;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks the header fields that a tracer adds to a request, so that a tracer cannot make a request
 * invalid.
 */
final class TraceFields {
  private static final int MOST_FIELDS = 16;

  /**
   * The maximum length of a value. It is the limit of {@code baggage}, the field with the longest
   * values (W3C Baggage section 3.3.2).
   */
  private static final int LONGEST_VALUE = 8192;

  // The token characters of RFC 9110 section 5.6.2.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

  private TraceFields() {}

  /**
   * Returns a copy of the fields. Throws an exception if a field is invalid; the exception's
   * message does not show the field's value.
   */
  static Map<String, String> checked(Map<String, String> fields) {
    if (fields.isEmpty()) {
      return Map.of();
    }
    if (fields.size() > MOST_FIELDS) {
      throw new IllegalArgumentException(
          "a trace context has at most " + MOST_FIELDS + " fields, not " + fields.size());
    }
    Map<String, String> copy = Map.copyOf(fields);
    copy.forEach(TraceFields::check);
    return copy;
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a field of a trace context has a name that is no token of at most 64 characters");
    }
    if (!isValue(value)) {
      throw new IllegalArgumentException(
          "the field \""
              + name
              + "\" of a trace context must have 1 to "
              + LONGEST_VALUE
              + " characters of printable ASCII, without a space at the begin or the end");
    }
  }

  private static boolean isValue(String value) {
    return !value.isEmpty()
        && value.length() <= LONGEST_VALUE
        && value.chars().allMatch(c -> c >= ' ' && c <= '~')
        && value.charAt(0) != ' '
        && value.charAt(value.length() - 1) != ' ';
  }
}
