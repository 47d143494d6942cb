package io.jitpeers.internal.settings;

import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the options under {@code eviction}. */
final class EvictionSettings {
  private final Settings scope;

  EvictionSettings(Settings settings) {
    this.scope = settings.scope("eviction");
  }

  EvictionOptions options() {
    EvictionOptions.Builder builder = EvictionOptions.builder();
    if (scope.flag("accept-session-loss").orElse(false)) {
      builder.acceptSessionLoss();
    }
    set("recover-sessions", Settings::flag, builder::recoverSessions);
    SettingsReader.set(scope, "every", schedule(), builder::schedule);
    set("lossless-floor", Settings::duration, builder::losslessFloor);
    set("dry-run", Settings::flag, builder::dryRun);
    set("adaptive-limit", Settings::flag, builder::adaptiveLimit);
    SettingsReader.set(scope, "found", found(), builder::foundPeers);
    set("adoption-grace", Settings::duration, builder::adoptionGrace);
    set("adoption-rate", Settings::integer, builder::adoptionRate);
    set("probe-after", Settings::duration, builder::probeAfter);
    return SettingsReader.build(scope, "eviction", builder::build);
  }

  private Optional<FoundPeers> found() {
    List<FoundPeers> all = List.of(FoundPeers.values());
    String names = all.stream().map(FoundPeers::label).collect(Collectors.joining(", "));
    return scope.parse(
        "found",
        "one of " + names,
        text ->
            all.stream()
                .filter(treatment -> treatment.label().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such treatment")));
  }

  private Optional<EvictionSchedule> schedule() {
    Optional<Duration> every = scope.duration("every");
    Optional<Double> jitter = scope.fraction("jitter");
    Optional<String> cron = scope.text("cron");
    Optional<ZoneId> zone = scope.parse("cron-zone", "a time zone such as UTC", this::zone);
    if (cron.isPresent()) {
      if (every.isPresent() || jitter.isPresent()) {
        throw new SettingsException(
            "the settings eviction.cron and eviction.every or eviction.jitter exclude each other;"
                + " keep one");
      }
      return scope.parse(
          "cron",
          "a cron expression such as */5 * * * *",
          text -> EvictionSchedule.cron(text, zone.orElse(ZoneOffset.UTC)));
    }
    if (zone.isPresent()) {
      throw new SettingsException("the setting eviction.cron-zone needs eviction.cron; set both");
    }
    if (every.isEmpty() && jitter.isPresent()) {
      throw new SettingsException("the setting eviction.jitter needs eviction.every; set both");
    }
    double fraction = jitter.orElse(EvictionSchedule.DEFAULT_JITTER);
    return every.map(
        interval ->
            SettingsReader.build(
                scope, "eviction", () -> EvictionSchedule.every(interval, fraction)));
  }

  private ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a zone", e);
    }
  }

  private <T> void set(
      String key, BiFunction<Settings, String, Optional<T>> reader, Consumer<T> setter) {
    SettingsReader.set(scope, key, reader, setter);
  }
}
