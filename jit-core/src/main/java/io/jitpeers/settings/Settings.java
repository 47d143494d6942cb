package io.jitpeers.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/**
 * Flat string settings, such as {@code packet-source=udp} and {@code packet-source.udp.port=51820}.
 *
 * <p>Each key that is read becomes a known key. After all components are created, {@link
 * #rejectUnknown} refuses the keys that were never read. If a refused key is similar to a known
 * key, {@link #rejectUnknown} suggests the known key. Values are trimmed; a blank value counts as
 * absent. Immutable, except for the set of known keys. Thread-safe. No method blocks.
 *
 * <p>A list is written as one value with commas, {@code packet-source=udp,pcap}, or as one key for
 * each element, {@code packet-source[0]=udp} and {@code packet-source[1]=pcap}.
 *
 * <p>Durations are written as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 1d}, or in
 * ISO 8601 form ({@code PT1M30S}). No value is a secret: if a component needs a secret, a setting
 * names the file that contains it.
 */
public final class Settings {
  private final ListKeys keys;
  private final Map<String, String> values;
  private final Set<String> known;
  private final OfferedComponents offered;
  private final String prefix;

  private Settings(ListKeys keys, Set<String> known, OfferedComponents offered, String prefix) {
    this.keys = keys;
    this.values = keys.values();
    this.known = known;
    this.offered = offered;
    this.prefix = prefix;
  }

  /**
   * Creates settings from a map.
   *
   * @param values full keys and their values; copied
   * @return the settings
   * @throws SettingsException if a list has a gap in its numbered elements, or if a list is given
   *     both as one value and as numbered elements, and the two differ
   */
  public static Settings of(Map<String, String> values) {
    return new Settings(
        new ListKeys(values), new ConcurrentSkipListSet<>(), new OfferedComponents(), "");
  }

  /**
   * Flattens a tree of settings, such as a YAML document or a nested configuration map. The keys of
   * nested maps are joined by dots. Elements of lists and arrays get {@code [0]}, {@code [1]} and
   * so on. All other values become strings. Null becomes a blank value, which counts as absent.
   *
   * @param tree names and their values: strings, numbers, booleans, maps, lists, arrays or null
   * @return a new map for {@link #of} and {@link io.jitpeers.JitOrchestrator#builder(Map)}
   * @throws SettingsException if two paths in the tree give the same key
   */
  public static Map<String, String> flatten(Map<String, ?> tree) {
    return SettingsTree.flatten(tree);
  }

  /**
   * Returns a view of the keys under a prefix. The view and these settings share their set of known
   * keys.
   *
   * @param name the prefix, without a dot at its end
   * @return settings whose keys are relative to the prefix
   */
  public Settings scope(String name) {
    return new Settings(keys, known, offered, prefix + name + ".");
  }

  /**
   * Declares which components a setting can name. With this information, {@link #rejectUnknown} can
   * tell whether an unread setting is misspelt or belongs to a component that was not chosen.
   *
   * @param kind the full key of the setting that names components, such as {@code config-source}
   * @param names the names of the components that can be chosen
   * @param inUse the names of the components that are chosen or used by default; empty if there are
   *     none
   */
  public void offer(String kind, Set<String> names, List<String> inUse) {
    offered.offer(kind, names, inUse);
  }

  /**
   * Returns the full keys that were read until now, from these settings or any of their scopes.
   * Intended for tools and tests: once a component has been created, the returned set contains the
   * keys that the component understands.
   *
   * @return an unmodifiable copy
   */
  public Set<String> knownKeys() {
    return Set.copyOf(known);
  }

  /**
   * Replaces the Java names of options in a message with the keys of settings: {@code maxPending}
   * becomes {@code provisioning.max-pending}. Considers only keys that were read and that begin
   * with the prefix of these settings. A name that matches none of these keys, or more than one, is
   * not replaced.
   *
   * @param message a message about options
   * @return the message with the keys that the user writes
   */
  public String withKeys(String message) {
    return OptionNames.toKeys(message, prefix, known);
  }

  /**
   * Returns a full key, for use in messages.
   *
   * @param key a key relative to these settings
   * @return the key with its prefix
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
   * Reads a required text.
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
   * Reads a list, whether it is written as one value with commas or as one key for each element.
   *
   * @param key the key
   * @return the elements, trimmed, without blank elements; empty if the key is absent
   */
  public List<String> list(String key) {
    known.add(prefix + key);
    return keys.list(prefix + key);
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
   * Reads a boolean.
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
   * @throws SettingsException if the value is not written as a duration, is negative, or exceeds
   *     the maximum of {@link Duration}
   */
  public Optional<Duration> duration(String key) {
    return parse(key, "a duration such as 250ms, 30s, 5m, 2h or 1d", Settings::parseDuration);
  }

  /**
   * Reads a value of any type.
   *
   * @param key the key
   * @param form how the value is written, for the exception's message
   * @param parser converts the text; throws {@link IllegalArgumentException} if the text is wrong
   * @param <T> the type
   * @return the value, or empty if it is absent
   * @throws SettingsException if the parser throws {@link IllegalArgumentException}
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
   * Refuses settings that were never read. Called after all components are created.
   *
   * @throws SettingsException if there are settings that were never read; the message names each
   *     unknown key and, if there is one, a similar known key
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
      // NaN would pass a range check that compares it with the limits.
      throw new IllegalArgumentException("not finite");
    }
    return value;
  }

  /**
   * Parses a duration in the form that settings use. Intended for a duration that is only a part of
   * a setting's value.
   *
   * @param text a text such as 250ms, 30s, 5m, 2h, 1d or an ISO 8601 duration
   * @return the duration, zero or longer
   * @throws IllegalArgumentException if the text is not written as a duration, is negative, or
   *     exceeds the maximum of {@link Duration}
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
