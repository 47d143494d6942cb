package io.jitpeers.examples.gateway.settings;

import io.jitpeers.settings.SettingsException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two keys that choose a part: its kind, and {@code type} below it, which fits a tree. */
final class ChosenParts {
  private static final Pattern TYPE =
      Pattern.compile(
          "((?:interface\\..+\\.)?(?:config-source|eviction-policy|outbound-source|packet-source"
              + "|peer-store|replay-memory|replay-store))\\.type");

  private ChosenParts() {}

  /**
   * Puts the key of the kind in place of the one below it.
   *
   * @param values settings of one origin
   * @return a changed copy
   * @throws SettingsException if both keys are there and differ
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
