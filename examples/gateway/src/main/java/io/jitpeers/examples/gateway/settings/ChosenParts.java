package io.jitpeers.examples.gateway.settings;

import io.jitpeers.settings.SettingsException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Handles the two forms of a key that chooses a part of the gateway, such as its packet source:
 * {@code KIND} and {@code KIND.type}. The second form is for formats such as YAML, in which a key
 * with nested keys cannot also have a value.
 */
final class ChosenParts {
  private static final Pattern TYPE =
      Pattern.compile(
          "((?:interface\\..+\\.)?(?:config-source|eviction-policy|fleet|outbound-source|packet-source"
              + "|peer-store|replay-memory|replay-store|transport-source))\\.type");

  private ChosenParts() {}

  /**
   * Replaces each key {@code KIND.type} by {@code KIND}.
   *
   * @param values the settings of one origin: either the file or the command line
   * @return a changed copy
   * @throws SettingsException if both keys are set, and their values differ
   */
  static Map<String, String> byKind(Map<String, String> values) {
    Map<String, String> byKind = new TreeMap<>(values);
    values.forEach(
        (key, value) -> {
          Matcher type = TYPE.matcher(key);
          if (!type.matches()) {
            return;
          }
          String kind = type.group(1);
          String other = byKind.getOrDefault(kind, "").strip();
          if (!other.isEmpty() && !value.isBlank() && !other.equals(value.strip())) {
            throw new SettingsException(
                "the settings "
                    + kind
                    + " and "
                    + key
                    + " differ, but have the same meaning; keep one of them");
          }
          byKind.remove(key);
          if (other.isEmpty()) {
            byKind.put(kind, value);
          }
        });
    return byKind;
  }
}
