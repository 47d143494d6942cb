package io.jitpeers.internal.settings;

import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Reads the options under {@code revalidation}. */
final class RevalidationSettings {
  private static final String KEEP = "keep";
  private static final String EXPIRE_AFTER = "expire-after:";

  private final Settings scope;

  RevalidationSettings(Settings settings) {
    this.scope = settings.scope("revalidation");
  }

  RevalidationOptions options() {
    RevalidationOptions.Builder builder = RevalidationOptions.builder();
    set("enabled", Settings::flag, builder::enabled);
    set("min-age", Settings::duration, builder::minAge);
    set("max-age", Settings::duration, builder::maxAge);
    set("rate", Settings::integer, builder::rate);
    set("grace", Settings::duration, builder::grace);
    set("brake-share", Settings::fraction, builder::brakeShare);
    set("brake-least", Settings::integer, builder::brakeLeast);
    set("brake-hold", Settings::duration, builder::brakeHold);
    Optional<Duration> expireAfter =
        scope
            .parse(
                "unreachable",
                "keep, or expire-after: and a duration such as expire-after:12h",
                this::unreachable)
            .flatMap(duration -> duration);
    SettingsReader.set(scope, "unreachable", expireAfter, builder::expireAfter);
    return SettingsReader.build(scope, "revalidation", builder::build);
  }

  private Optional<Duration> unreachable(String text) {
    if (text.equals(KEEP)) {
      return Optional.empty();
    }
    if (!text.startsWith(EXPIRE_AFTER)) {
      throw new IllegalArgumentException("neither keep nor expire-after");
    }
    return Optional.of(Settings.parseDuration(text.substring(EXPIRE_AFTER.length())));
  }

  private <T> void set(
      String key, BiFunction<Settings, String, Optional<T>> reader, Consumer<T> setter) {
    SettingsReader.set(scope, key, reader, setter);
  }
}
