package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.function.Supplier;

/**
 * Adds the setting's name to the exception that a policy throws if it refuses the setting's value.
 */
final class PolicySettings {
  private PolicySettings() {}

  static EvictionPolicy checked(Settings settings, String key, Supplier<EvictionPolicy> making) {
    try {
      return making.get();
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "the setting " + settings.fullKey(key) + " cannot be used: " + e.getMessage(), e);
    }
  }
}
