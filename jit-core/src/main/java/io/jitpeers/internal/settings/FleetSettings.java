package io.jitpeers.internal.settings;

import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.UnreachableFleet;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.List;

/**
 * Reads the options whose keys begin with {@code fleet.}, such as {@code fleet.gateway}. The
 * options of the chosen provider, such as {@code fleet.redis.*}, are read by the provider.
 */
final class FleetSettings {
  /** The setting that chooses the fleet. */
  static final String KIND = "fleet";

  private final Settings settings;
  private final Settings replay;
  private final Settings hints;

  FleetSettings(Settings settings) {
    this.settings = settings;
    this.replay = settings.scope(KIND).scope("replay");
    this.hints = settings.scope(KIND).scope("hints");
  }

  FleetOptions options() {
    if (Components.chosen(KIND, settings).isEmpty()) {
      refuse(replay, "unreachable");
      refuse(replay, "wait");
      refuse(hints, "relay");
      refuse(settings.scope(KIND), "gateway");
      return FleetOptions.defaults();
    }
    FleetOptions.Builder builder = FleetOptions.builder();
    SettingsReader.set(
        replay,
        "unreachable",
        SettingsReader.choice(
            replay, "unreachable", List.of(UnreachableFleet.values()), UnreachableFleet::label),
        builder::replayUnreachable);
    SettingsReader.set(replay, "wait", Settings::duration, builder::replayWait);
    SettingsReader.set(hints, "relay", Settings::flag, builder::relaysHints);
    SettingsReader.set(settings.scope(KIND), "gateway", Settings::text, builder::gateway);
    return SettingsReader.build(settings.scope(KIND), KIND, builder::build);
  }

  private static void refuse(Settings scope, String key) {
    if (scope.text(key).isPresent()) {
      throw new SettingsException(
          "the setting "
              + scope.fullKey(key)
              + " has no effect without a fleet; choose one, such as fleet=redis");
    }
  }
}
