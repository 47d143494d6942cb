package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.function.Supplier;

/**
 * Creates policies from settings. If a policy refuses a setting's value, adds the setting's name to
 * the exception.
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
