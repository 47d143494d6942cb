package io.jitpeers.settings;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/**
 * Flat string settings, such as {@code packet-source=udp} and {@code packet-source.udp.port=51820}.
 *
 * <p>Every key that is asked for becomes a known key. When all components are made, {@link
 * #rejectUnknown} refuses the keys nobody asked for, with the nearest known one. Values are
 * trimmed, and a blank value counts as absent. Thread-safe.
 *
 * <p>Durations are written as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}, or in
 * ISO 8601 form ({@code PT1M30S}). Secrets are never given as values but as names of files.
 */
public final class Settings {
  private final Map<String, String> values;
  private final Set<String> known;
  private final OfferedComponents offered;
  private final String prefix;

  private Settings(
      Map<String, String> values, Set<String> known, OfferedComponents offered, String prefix) {
    this.values = values;
    this.known = known;
    this.offered = offered;
    this.prefix = prefix;
  }

  /**
   * Creates settings of a map.
   *
   * @param values full keys and their values; copied
   * @return the settings
   */
  public static Settings of(Map<String, String> values) {
    return new Settings(
        new TreeMap<>(values), new ConcurrentSkipListSet<>(), new OfferedComponents(), "");
  }

  /**
   * Narrows to the keys under a prefix. Known keys are shared with these settings.
   *
   * @param name the prefix, without a dot at its end
   * @return settings whose keys are relative to the prefix
   */
  public Settings scope(String name) {
    return new Settings(values, known, offered, prefix + name + ".");
  }

  /**
   * Says which components a setting can name, so that {@link #rejectUnknown} can tell settings of
   * one that is not named from misspelt ones.
   *
   * @param kind the setting's full key, such as {@code config-source}
   * @param names what it can name
   * @param inUse what it names, or what is used in its place; empty for nothing
   */
  public void offer(String kind, Set<String> names, List<String> inUse) {
    offered.offer(kind, names, inUse);
  }

  /**
   * Puts keys into a message of a component, in place of the options that it names as Java does:
   * {@code maxPending} becomes {@code provisioning.max-pending}. A name for which no key under this
   * prefix was asked, or several were, stays.
   *
   * @param message what a component says of its options
   * @return the message, with keys as the user writes them
   */
  public String withKeys(String message) {
    return OptionNames.toKeys(message, prefix, known);
  }

  /**
   * Returns a full key, for messages.
   *
   * @param key a key relative to these settings
   * @return the key as the user wrote it
   */
  public String fullKey(String key) {
    return prefix + key;
  }

  /**
   * Reads a text.
   *
   * @param key the key
   * @return the value, or empty if it is absent or blank
   */
  public Optional<String> text(String key) {
    known.add(prefix + key);
    return Optional.ofNullable(values.get(prefix + key))
        .map(String::strip)
        .filter(v -> !v.isEmpty());
  }

  /**
   * Reads a text that must be there.
   *
   * @param key the key
   * @return the value
   * @throws SettingsException if it is absent or blank
   */
  public String requiredText(String key) {
    return text(key)
        .orElseThrow(
            () -> new SettingsException("the setting " + fullKey(key) + " is missing; set it"));
  }

  /**
   * Reads a list.
   *
   * @param key the key
   * @return the values between commas, trimmed, without empty ones; empty if the key is absent
   */
  public List<String> list(String key) {
    return text(key)
        .map(v -> Splitter.on(',').trimResults().omitEmptyStrings().splitToList(v))
        .orElse(List.of());
  }

  /**
   * Reads a whole number.
   *
   * @param key the key
   * @return the value, or empty if it is absent
   * @throws SettingsException if it is not a whole number of 64 bits
   */
  public Optional<Long> number(String key) {
    return parse(key, "a whole number", Long::valueOf);
  }

  /**
   * Reads a whole number of 32 bits.
   *
   * @param key the key
   * @return the value, or empty if it is absent
   * @throws SettingsException if it is not a whole number of 32 bits
   */
  public Optional<Integer> integer(String key) {
    return parse(key, "a whole number", Integer::valueOf);
  }

  /**
   * Reads a fractional number.
   *
   * @param key the key
   * @return the value, or empty if it is absent
   * @throws SettingsException if it is not a finite number
   */
  public Optional<Double> fraction(String key) {
    return parse(key, "a number", Settings::parseFraction);
  }

  /**
   * Reads a truth value.
   *
   * @param key the key
   * @return the value, or empty if it is absent
   * @throws SettingsException if it is neither {@code true} nor {@code false}
   */
  public Optional<Boolean> flag(String key) {
    return parse(
        key,
        "true or false",
        v -> {
          if (!v.equals("true") && !v.equals("false")) {
            throw new IllegalArgumentException("not a truth value");
          }
          return v.equals("true");
        });
  }

  /**
   * Reads a duration.
   *
   * @param key the key
   * @return the value, or empty if it is absent
   * @throws SettingsException if it is not written as a duration, is negative, or is longer than a
   *     duration can be
   */
  public Optional<Duration> duration(String key) {
    return parse(key, "a duration such as 250ms, 30s, 5m, 2h or 1d", Settings::parseDuration);
  }

  /**
   * Reads a value of any type.
   *
   * @param key the key
   * @param form what the value should look like, for the message
   * @param parser reads it; throws {@link IllegalArgumentException} if it is wrong
   * @param <T> the type
   * @return the value, or empty if it is absent
   * @throws SettingsException if the parser refuses it
   */
  public <T> Optional<T> parse(String key, String form, Function<String, T> parser) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text.get()));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "the setting "
              + fullKey(key)
              + " must be "
              + form
              + ", not \""
              + text.get()
              + "\""
              + (e instanceof NumberFormatException ? "" : " (" + e.getMessage() + ")"),
          e);
    }
  }

  /**
   * Refuses settings that nobody asked for. Called when every component has been made.
   *
   * @throws SettingsException naming each unknown key and the known key nearest to it
   */
  public void rejectUnknown() {
    List<String> complaints =
        values.keySet().stream().filter(key -> !known.contains(key)).map(this::complaint).toList();
    if (!complaints.isEmpty()) {
      throw new SettingsException(String.join("; ", complaints));
    }
  }

  private String complaint(String key) {
    String unnamed = offered.complaint(key);
    if (unnamed != null) {
      return unnamed;
    }
    return NearestName.to(key, known)
        .map(near -> "unknown setting " + key + "; did you mean " + near + "?")
        .orElse("unknown setting " + key + "; remove it or check its spelling");
  }

  private static Double parseFraction(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      // NaN would pass every check of a range that is written as a comparison.
      throw new IllegalArgumentException("not finite");
    }
    return value;
  }

  /**
   * Reads a duration as settings write it, for settings that have more than a duration in them.
   *
   * @param text such as 250ms, 30s, 5m, 2h, 1d or an ISO 8601 duration
   * @return the duration, zero or longer
   * @throws IllegalArgumentException if it is not written as a duration, is negative, or is longer
   *     than a duration can be
   */
  public static Duration parseDuration(String text) {
    try {
      Duration duration = parseAnyDuration(text);
      if (duration.isNegative()) {
        throw new IllegalArgumentException("negative");
      }
      return duration;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too long", e);
    }
  }

  private static Duration parseAnyDuration(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
      digits++;
    }
    if (digits == 0) {
      try {
        return Duration.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException("not a duration", e);
      }
    }
    long amount = Long.parseLong(lower.substring(0, digits));
    return switch (lower.substring(digits)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> throw new IllegalArgumentException("no unit");
    };
  }
}
