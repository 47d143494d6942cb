package io.jitpeers.http.internal;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads response headers. A malformed header counts as absent, as RFC 9110 permits. */
final class Headers {
  /**
   * The largest number of seconds that a header can state, 2^31. A greater number counts as this
   * number (RFC 9111 section 1.2.2).
   */
  static final long MAX_SECONDS = 1L << 31;

  // The entity tag of RFC 9110 section 8.8.3, limited to ASCII and to a length that bounds memory.
  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?\"[\\x21\\x23-\\x7E]{0,200}\"");

  private static final Pattern CODINGS =
      Pattern.compile("(?i)(?:(?:x-)?(?:gzip|compress)|deflate|br|zstd|dcb|dcz|identity|[, ])+");

  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US).withZone(ZoneOffset.UTC);

  private Headers() {}

  static OptionalLong contentLength(HttpHeaders headers) {
    return headers
        .firstValue("Content-Length")
        .map(value -> wholeNumber(value, Long.MAX_VALUE))
        .orElse(OptionalLong.empty());
  }

  static Optional<String> entityTag(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .map(String::strip)
        .filter(tag -> ENTITY_TAG.matcher(tag).matches());
  }

  /**
   * Returns how old a cache's answer is: the value of {@code Age}, plus the time that the answer
   * may have spent on the way (RFC 9111 section 4.2.3). If there are several values of {@code Age},
   * the first one counts (section 5.1). Returns zero if there is no valid {@code Age}. The answer
   * then came from the control plane itself, or from a cache that does not state the age.
   *
   * @param delay how long ago the request was sent
   */
  static Duration age(HttpHeaders headers, Duration delay) {
    return headers
        .firstValue("Age")
        .map(value -> value.split(",", 2)[0])
        .flatMap(Headers::seconds)
        .map(delay::plus)
        .orElse(Duration.ZERO);
  }

  /**
   * Returns the body's content coding; empty if the body is not encoded.
   *
   * @return the coding's name; if the header contains no valid name, a description that does not
   *     quote the header
   */
  static Optional<String> coding(HttpHeaders headers) {
    String all = String.join(",", headers.allValues("Content-Encoding")).strip();
    if (all.isEmpty() || all.equalsIgnoreCase("identity")) {
      return Optional.empty();
    }
    // Another server than the control plane may have sent the answer, so only valid names are
    // shown.
    return Optional.of(CODINGS.matcher(all).matches() ? "\"" + all + "\"" : "of an unknown name");
  }

  /**
   * Returns the wait that {@code Retry-After} demands, never negative. The header contains a number
   * of seconds or an HTTP date in one of three forms (RFC 9110 section 5.6.7).
   */
  static Optional<Duration> retryAfter(HttpHeaders headers, Instant now) {
    Optional<String> value = headers.firstValue("Retry-After");
    return value.flatMap(Headers::seconds).or(() -> value.flatMap(text -> until(text, now)));
  }

  private static Optional<Duration> until(String text, Instant now) {
    return Stream.of(DateTimeFormatter.RFC_1123_DATE_TIME, rfc850(now), ASCTIME)
        .flatMap(format -> parse(text.strip(), format).stream())
        .findFirst()
        .map(date -> date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
  }

  private static Optional<Instant> parse(String text, DateTimeFormatter format) {
    try {
      return Optional.of(ZonedDateTime.parse(text, format).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the format of obsolete dates with two-digit years. Such a year is taken to lie at most
   * 50 years in the future (RFC 9110 section 5.6.7).
   */
  private static DateTimeFormatter rfc850(Instant now) {
    int first = now.atOffset(ZoneOffset.UTC).getYear() - 49;
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, first)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US)
        .withZone(ZoneOffset.UTC);
  }

  static Optional<Duration> seconds(String text) {
    OptionalLong number = wholeNumber(text, MAX_SECONDS);
    return number.isPresent()
        ? Optional.of(Duration.ofSeconds(Math.min(number.getAsLong(), MAX_SECONDS)))
        : Optional.empty();
  }

  private static OptionalLong wholeNumber(String text, long ifTooGreat) {
    String digits = text.strip();
    if (digits.isEmpty() || !isDigits(digits)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.of(ifTooGreat);
    }
  }

  /**
   * Returns whether a text contains only ASCII digits. A loop is used because a regular expression
   * would need a new matcher for each header.
   */
  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }
}
