package io.jitpeers.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schedule agrees with cron, even on days on which clocks change. */
class CronScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration AROUND_A_CHANGE = Duration.ofDays(1);
  private static final Random UNUSED = new Random(0);
  private static final List<String> EXPRESSIONS =
      List.of(
          "30 2 * * *",
          "0 0 * * *",
          "30 0 * * *",
          "15,45 0-3 * * *",
          "59 23 * * *",
          "30 23 * * 6",
          "0 3 * * *",
          "0 1 * * 0",
          "30 */2 * * *",
          "*/20 2 * * *",
          "* * * * *",
          "7 * * * *",
          "0 2 25-31 3,10 *",
          "0 9 */2 * 3",
          "30 2 1-7 * 5",
          "10 1 * * */3");

  private static Instant next(String expression, ZoneId zone, Instant now) {
    return now.plus(EvictionSchedule.cron(expression, zone).untilNext(now, UNUSED));
  }

  private static Instant next(String expression, ZoneId zone, String now) {
    return next(expression, zone, Instant.parse(now));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "America/New_York",
        "Africa/Cairo",
        "America/Santiago",
        "America/Havana",
        "Asia/Beirut",
        "Asia/Tehran",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "Antarctica/Casey",
        "Antarctica/Troll",
        "Pacific/Apia"
      })
  void doesWhatCronDoesWhereverClocksChange(String name) {
    ZoneId zone = ZoneId.of(name);
    List<ZoneOffsetTransition> changes = changes(zone, 2008, 2031);
    assertThat(changes).hasSizeGreaterThan(3);
    for (String expression : EXPRESSIONS) {
      CronLoop cron = new CronLoop(expression);
      EvictionSchedule schedule = EvictionSchedule.cron(expression, zone);
      for (ZoneOffsetTransition change : changes) {
        Instant start = change.getInstant().minus(AROUND_A_CHANGE);
        Instant end = change.getInstant().plus(AROUND_A_CHANGE);
        assertThat(runs(schedule, start, end))
            .as("%s in %s at %s", expression, name, change)
            .isEqualTo(cron.runs(zone, start, end));
      }
    }
  }

  private static List<ZoneOffsetTransition> changes(ZoneId zone, int first, int last) {
    List<ZoneOffsetTransition> changes = new ArrayList<>();
    Instant end = Instant.parse(last + "-12-01T00:00:00Z");
    ZoneOffsetTransition change =
        zone.getRules().nextTransition(Instant.parse(first + "-01-10T00:00:00Z"));
    while (change != null && change.getInstant().isBefore(end)) {
      changes.add(change);
      change = zone.getRules().nextTransition(change.getInstant());
    }
    // Keeps the first changes, of which some are irregular, and the last ones, which follow a rule.
    int all = changes.size();
    changes.subList(Math.min(8, all), Math.max(Math.min(8, all), all - 4)).clear();
    return changes;
  }

  private static List<Instant> runs(EvictionSchedule schedule, Instant start, Instant end) {
    List<Instant> runs = new ArrayList<>();
    Instant now = start.plus(schedule.untilNext(start, UNUSED));
    while (!now.isAfter(end)) {
      runs.add(now);
      Duration wait = schedule.untilNext(now, UNUSED);
      assertThat(wait).isPositive();
      now = now.plus(wait);
    }
    return runs;
  }

  /** From any moment, not only from one of its own, the same next time follows. */
  @Test
  void comesToTheSameTimeFromAnyMomentBefore() {
    Random random = new Random(5);
    for (String expression : EXPRESSIONS) {
      EvictionSchedule schedule = EvictionSchedule.cron(expression, BERLIN);
      for (ZoneOffsetTransition change : changes(BERLIN, 2025, 2027)) {
        Instant start = change.getInstant().minus(AROUND_A_CHANGE);
        List<Instant> runs = runs(schedule, start, change.getInstant().plus(AROUND_A_CHANGE));
        for (int i = 0; i < 200 && !runs.isEmpty(); i++) {
          Instant last = runs.get(runs.size() - 1);
          long before = Duration.between(start, last).toNanos();
          Instant now = start.plusNanos((long) (random.nextDouble() * before));
          Instant expected =
              runs.stream().filter(run -> run.isAfter(now)).findFirst().orElseThrow();
          assertThat(now.plus(schedule.untilNext(now, UNUSED)))
              .as("%s after %s", expression, now)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void doesWhatCronDoesWithFieldsMadeAtRandom() {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      String expression =
          String.join(
              " ",
              field(random, 0, 59),
              field(random, 0, 23),
              field(random, 1, 28),
              field(random, 1, 12),
              field(random, 0, 7));
      Instant start = Instant.ofEpochSecond(60L * random.nextInt(29_000_000, 30_000_000));
      Instant end = start.plus(Duration.ofDays(10));
      assertThat(runs(EvictionSchedule.cron(expression, BERLIN), start, end))
          .as(expression)
          .isEqualTo(new CronLoop(expression).runs(BERLIN, start, end));
    }
  }

  private static String field(Random random, int first, int last) {
    int from = random.nextInt(first, last + 1);
    int to = random.nextInt(from, last + 1);
    return switch (random.nextInt(6)) {
      case 0 -> "" + from;
      case 1 -> from + "-" + to;
      case 2 -> from + "-" + to + "/" + random.nextInt(1, 9);
      case 3 -> "*/" + random.nextInt(1, 9);
      case 4 -> to + "," + from + "-" + to;
      default -> "*";
    };
  }

  @Test
  void aTimeThatIsSkippedComesRightAfter() {
    // On the 29th there is no 02:30: the job runs at 03:00, which is 01:00 UTC.
    assertThat(next("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z"))
        .isEqualTo("2026-03-29T01:00:00Z");
    assertThat(next("30 2 * * *", BERLIN, "2026-03-29T01:00:00Z"))
        .isEqualTo("2026-03-30T00:30:00Z");
    assertThat(next("15,45 30 2 * * *", BERLIN, "2026-03-28T12:00:00Z"))
        .isEqualTo("2026-03-29T01:00:00Z");
    // Recurring jobs follow the local clock.
    assertThat(next("30 * * * *", BERLIN, "2026-03-29T00:30:00Z"))
        .isEqualTo("2026-03-29T01:30:00Z");
  }

  @Test
  void midnightInCairoIsNotLost() {
    ZoneId cairo = ZoneId.of("Africa/Cairo");
    Instant change = Instant.parse("2026-04-23T22:00:00Z");
    assertThat(
            cairo
                .getRules()
                .getTransition(change.atOffset(ZoneOffset.ofHours(2)).toLocalDateTime()))
        .as("this JDK's time zones know of summer time in Egypt")
        .isNotNull();
    assertThat(next("0 0 * * *", cairo, "2026-04-23T12:00:00Z")).isEqualTo(change);
    assertThat(next("@daily", cairo, change)).isEqualTo("2026-04-24T21:00:00Z");
  }

  @Test
  void aTimeThatIsRepeatedComesOnceUnlessItRecurs() {
    Instant first = Instant.parse("2026-10-25T00:30:00Z");
    assertThat(next("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z")).isEqualTo(first);
    assertThat(next("30 2 * * *", BERLIN, first)).isEqualTo("2026-10-26T01:30:00Z");
    assertThat(next("30 * * * *", BERLIN, first)).isEqualTo("2026-10-25T01:30:00Z");
  }

  @Test
  void aStarWithAStepIsAStar() {
    // 2026-03-04 is a Wednesday with an even day of the month.
    assertThat(next("0 9 */2 * 3", ZoneOffset.UTC, "2026-03-01T12:00:00Z"))
        .isEqualTo("2026-03-11T09:00:00Z");
    assertThat(next("0 9 1-31/2 * 3", ZoneOffset.UTC, "2026-03-01T12:00:00Z"))
        .isEqualTo("2026-03-03T09:00:00Z");
    assertThat(next("0 0 29 2 */7", ZoneOffset.UTC, "2026-03-01T00:00:00Z"))
        .as("a 29th of February that is a Sunday")
        .isEqualTo("2032-02-29T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "@yearly, 2027-01-01T00:00:00Z",
    "@annually, 2027-01-01T00:00:00Z",
    "@monthly, 2026-04-01T00:00:00Z",
    "@weekly, 2026-03-08T00:00:00Z",
    "@daily, 2026-03-05T00:00:00Z",
    "@midnight, 2026-03-05T00:00:00Z",
    "@hourly, 2026-03-04T13:00:00Z",
    "0 0 * * 7, 2026-03-08T00:00:00Z",
    "0 0 * * sat-7, 2026-03-07T00:00:00Z",
    "0 0 1 FEB *, 2027-02-01T00:00:00Z",
  })
  void knowsNicknamesNamesAndBothSundays(String expression, String expected) {
    assertThat(next(expression, ZoneOffset.UTC, "2026-03-04T12:30:00Z")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@reboot | nicknames are @annually, @daily, @hourly",
        "@DAILY | nicknames are",
        "5/2 * * * * | the minute \"5/2\" has a step, which only * and a range can have",
        "*/0 * * * * | the minute \"*/0\" has a step that is not a positive number",
        "* 24 * * * | the hour \"24\" is not within 0 to 23",
        "* * 0 * * | the day of month \"0\" is not within 1 to 31",
        "* * * 13 * | the month \"13\" is not within 1 to 12",
        "* * * * 8 | the day of week \"8\" is not within 0 to 7",
        "* * * * fri-sun | ends before it begins",
        "* * * * L | is not made of numbers or names such as SUN",
        "0 0 1,,2 * * | is not made of numbers",
        "0 0 1- * * | is not made of numbers",
        "0 0 -1 * * | is not made of numbers",
        "99999999999 0 * * * | is not made of numbers",
        "0 0 31 4,6,9,11 * | it matches no date",
      })
  void refusesWithASentence(String expression, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvictionSchedule.cron(expression, ZoneOffset.UTC))
        .withMessageStartingWith(
            "\"" + expression + "\" is not a cron expression that can be used: ")
        .withMessageContaining(reason);
  }
}
