package io.jitpeers.examples.gateway.settings;

import io.jitpeers.settings.SettingsException;

/**
 * One setting.
 *
 * @param key such as {@code eviction.every}
 * @param value what it is set to, stripped; blank counts as not set
 */
public record Setting(String key, String value) {

  /**
   * Reads {@code KEY=VALUE}.
   *
   * @param text what was written
   * @param place where, for the message
   * @return the setting
   * @throws SettingsException if it is not one; the message does not show it, for it could hold a
   *     secret that does not belong there
   */
  public static Setting parse(String text, String place) {
    int equals = text.indexOf('=');
    String key = equals < 0 ? "" : text.substring(0, equals).strip();
    if (key.isEmpty() || key.chars().anyMatch(Character::isWhitespace)) {
      throw new SettingsException(
          place + " is not a setting; write KEY=VALUE, such as eviction.every=1m");
    }
    return new Setting(key, text.substring(equals + 1).strip());
  }
}
