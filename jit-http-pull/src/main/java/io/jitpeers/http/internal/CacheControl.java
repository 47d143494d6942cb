package io.jitpeers.http.internal;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.spi.Freshness;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Cache-Control} directives for a private cache (RFC 9111 section 5.2.2, RFC 5861
 * section 4).
 *
 * @param present whether the answer has the header
 * @param noStore whether the answer must not be stored
 * @param noCache whether the answer must be revalidated before every use
 * @param mustRevalidate whether the answer must not be used stale
 * @param maxAge how long the answer is fresh, or null if not stated
 * @param staleIfError how much longer the stale answer may be used if the control plane fails, or
 *     null if not stated
 */
record CacheControl(
    boolean present,
    boolean noStore,
    boolean noCache,
    boolean mustRevalidate,
    @Nullable Duration maxAge,
    @Nullable Duration staleIfError) {

  static CacheControl of(HttpHeaders headers) {
    List<String> lines = headers.allValues("Cache-Control");
    CacheControl sum = new CacheControl(!lines.isEmpty(), false, false, false, null, null);
    for (String line : lines) {
      for (String directive : directives(line)) {
        sum = sum.with(directive.strip().toLowerCase(Locale.ROOT));
      }
    }
    return sum;
  }

  /** Splits a header's value at the commas outside of quoted strings (RFC 9110 section 5.6.4). */
  private static List<String> directives(String line) {
    List<String> directives = new ArrayList<>();
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++; // An escaped character ends neither the string nor the directive.
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        directives.add(line.substring(begin, i));
        begin = i + 1;
      }
    }
    directives.add(line.substring(begin));
    return directives;
  }

  private CacheControl with(String directive) {
    int equals = directive.indexOf('=');
    String name = equals < 0 ? directive : directive.substring(0, equals).strip();
    String value = equals < 0 ? "" : unquote(directive.substring(equals + 1).strip());
    return switch (name) {
      case "no-store" ->
          new CacheControl(true, true, noCache, mustRevalidate, maxAge, staleIfError);
      case "no-cache" ->
          new CacheControl(true, noStore, true, mustRevalidate, maxAge, staleIfError);
      case "must-revalidate" ->
          new CacheControl(true, noStore, noCache, true, maxAge, staleIfError);
      case "max-age" ->
          new CacheControl(
              true, noStore, noCache, mustRevalidate, least(maxAge, value), staleIfError);
      case "stale-if-error" ->
          new CacheControl(
              true, noStore, noCache, mustRevalidate, maxAge, least(staleIfError, value));
      default -> this;
    };
  }

  private static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * Returns the duration in the value, or the earlier duration if that is shorter. There is an
   * earlier duration if the answer repeats the directive. An invalid value counts as zero, which
   * makes the answer stale (RFC 9111 section 4.2.1).
   */
  private static Duration least(@Nullable Duration earlier, String value) {
    Duration duration = Headers.seconds(value).orElse(Duration.ZERO);
    return earlier == null || duration.compareTo(earlier) < 0 ? duration : earlier;
  }

  /**
   * Returns how long a config may be used, counted from the moment when the control plane sent it.
   */
  Freshness lifetime(CachingOptions defaults) {
    if (noStore) {
      return Freshness.NONE;
    }
    Duration fresh = noCache ? Duration.ZERO : orElse(maxAge, defaults.defaultMaxAge());
    // RFC 5861 section 4: an explicit stale-if-error applies "regardless of other freshness
    // information". So no-cache and must-revalidate disable only the default.
    boolean strict = noCache || mustRevalidate;
    Duration stale = orElse(staleIfError, strict ? Duration.ZERO : defaults.defaultStaleIfError());
    return new Freshness(fresh, stale);
  }

  /** Returns how long the absence of a peer may be cached. */
  Duration negativeTtl(Duration age, CachingOptions defaults) {
    return noStore || noCache
        ? Duration.ZERO
        : atLeastZero(orElse(maxAge, defaults.defaultNegativeTtl()).minus(age));
  }

  private static Duration orElse(@Nullable Duration value, Duration other) {
    return Optional.ofNullable(value).orElse(other);
  }

  private static Duration atLeastZero(Duration value) {
    return value.isNegative() ? Duration.ZERO : value;
  }
}
