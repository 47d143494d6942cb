package io.jitpeers.examples.gateway.settings;

import io.jitpeers.settings.SettingsException;

/**
 * One setting.
 *
 * @param key the key, such as {@code eviction.every}
 * @param value its value, stripped; a blank value counts as not set
 */
public record Setting(String key, String value) {

  /**
   * Reads {@code KEY=VALUE}.
   *
   * @param text the text
   * @param place the place of the text, such as a line of a file; for the exception's message
   * @return the setting
   * @throws SettingsException if the text is not a setting; the message does not quote the text,
   *     because it could contain a misplaced secret
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
