package io.jitpeers.examples.gateway.settings;

import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.Map;

/**
 * The settings of one part of a gateway, such as the packet source. Immutable and thread-safe.
 *
 * @param kind the kind of the part, such as {@code packet-source}
 * @param name the provider's name, such as {@code pcap}
 * @param values the part's settings by key; each key is written in full, such as {@code
 *     packet-source.pcap.interface}
 */
public record PartSettings(String kind, String name, Map<String, String> values) {
  /**
   * Creates an instance with a copy of the map.
   *
   * @param kind as in the record
   * @param name as in the record
   * @param values as in the record
   */
  public PartSettings {
    values = Map.copyOf(values);
  }

  /**
   * Creates the part.
   *
   * @param provider the provider whose name is {@link #name}
   * @param <T> the type of the part
   * @return a new part, which the caller closes
   * @throws SettingsException if a setting is missing, wrong or unknown
   */
  public <T extends AutoCloseable> T create(ComponentProvider<T> provider) {
    Settings settings = Settings.of(values);
    var unused = settings.text(kind);
    T part = provider.create(settings.scope(kind + "." + name));
    try {
      settings.rejectUnknown();
      return part;
    } catch (SettingsException e) {
      try {
        part.close();
      } catch (Exception failure) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  /**
   * Returns a setting of the part.
   *
   * @param key relative to the part, such as {@code interface}
   * @return its value, or an empty text
   */
  public String value(String key) {
    return values.getOrDefault(kind + "." + name + "." + key, "").strip();
  }
}
