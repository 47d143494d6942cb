package io.jitpeers.eviction;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.google.common.base.Splitter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Sweeps when a cron expression says so. */
final class CronSchedule implements EvictionSchedule {
  private static final int FIELDS = 5;
  private static final Splitter BLANKS = Splitter.onPattern("\\s+").omitEmptyStrings();

  private final String expression;
  private final ZoneId zone;
  private final ExecutionTime times;

  private CronSchedule(String expression, ZoneId zone, ExecutionTime times) {
    this.expression = expression;
    this.zone = zone;
    this.times = times;
  }

  static CronSchedule of(String expression, ZoneId zone) {
    Objects.requireNonNull(zone, "zone");
    int fields = BLANKS.splitToList(expression).size();
    if (fields != FIELDS && fields != FIELDS + 1) {
      throw refused(expression, "it has " + fields + " fields, not 5, or 6 with seconds", null);
    }
    CronDefinition form =
        fields == FIELDS
            ? CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)
            : withSeconds();
    ExecutionTime times;
    try {
      times = ExecutionTime.forCron(new CronParser(form).parse(expression));
    } catch (IllegalArgumentException e) {
      throw refused(expression, String.valueOf(e.getMessage()), e);
    }
    // There is no field for years, so what does not come after some date never comes.
    if (times.nextExecution(ZonedDateTime.ofInstant(Instant.EPOCH, zone)).isEmpty()) {
      throw refused(expression, "its time never comes", null);
    }
    return new CronSchedule(expression, zone, times);
  }

  /** The library's definition of crontab(5), with seconds before it. */
  private static CronDefinition withSeconds() {
    return CronDefinitionBuilder.defineCron()
        .withSeconds()
        .and()
        .withMinutes()
        .and()
        .withHours()
        .and()
        .withDayOfMonth()
        .withValidRange(1, 31)
        .withStrictRange()
        .and()
        .withMonth()
        .withValidRange(1, 12)
        .withStrictRange()
        .and()
        .withDayOfWeek()
        .withValidRange(0, 7)
        .withMondayDoWValue(1)
        .withIntMapping(7, 0)
        .withStrictRange()
        .and()
        .instance();
  }

  private static IllegalArgumentException refused(
      String expression, String reason, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "\"" + expression + "\" is not a cron expression that can be used: " + reason, cause);
  }

  @Override
  public Duration untilNext(Instant wallNow, RandomGenerator random) {
    ZonedDateTime now = wallNow.atZone(zone);
    return times
        .nextExecution(now)
        .map(next -> Duration.between(now, next))
        .orElseThrow(() -> new IllegalStateException(this + " has no time after " + now));
  }

  @Override
  public String toString() {
    return "cron \"" + expression + "\" in " + zone;
  }
}
