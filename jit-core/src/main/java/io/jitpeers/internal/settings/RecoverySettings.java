package io.jitpeers.internal.settings;

import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.List;

/** Reads the options under {@code recovery}. */
final class RecoverySettings {
  /** The setting that chooses the source of the data packets that clients send. */
  static final String KIND = "transport-source";

  private static final List<String> KEYS =
      List.of("index-size", "remember", "rate", "burst", "pause", "max-pause");

  private final Settings settings;
  private final Settings scope;

  RecoverySettings(Settings settings) {
    this.settings = settings;
    this.scope = settings.scope("recovery");
  }

  RecoveryOptions options() {
    if (Components.chosen(KIND, settings).isEmpty()) {
      KEYS.forEach(this::refuse);
      return RecoveryOptions.defaults();
    }
    RecoveryOptions.Builder builder = RecoveryOptions.builder();
    SettingsReader.set(scope, "index-size", Settings::integer, builder::indexSize);
    SettingsReader.set(scope, "remember", Settings::duration, builder::remember);
    SettingsReader.set(scope, "rate", Settings::integer, builder::rate);
    SettingsReader.set(scope, "burst", Settings::integer, builder::burst);
    SettingsReader.set(scope, "pause", Settings::duration, builder::pause);
    SettingsReader.set(scope, "max-pause", Settings::duration, builder::maxPause);
    return SettingsReader.build(scope, "recovery", builder::build);
  }

  private void refuse(String key) {
    if (scope.text(key).isPresent()) {
      throw new SettingsException(
          "the setting "
              + scope.fullKey(key)
              + " has no effect without a source of clients' data; choose one, such as"
              + " transport-source=pcap");
    }
  }
}
