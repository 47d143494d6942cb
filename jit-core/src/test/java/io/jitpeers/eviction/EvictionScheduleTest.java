package io.jitpeers.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LongSummaryStatistics;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvictionScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);

  private Instant next(EvictionSchedule schedule, String now) {
    Instant from = Instant.parse(now);
    return from.plus(schedule.untilNext(from, random));
  }

  @Test
  void anIntervalVariesWithinItsJitter() {
    LongSummaryStatistics waits = waits(EvictionSchedule.every(Duration.ofMinutes(1)));
    assertThat(waits.getMin()).isBetween(54_000L, 54_500L);
    assertThat(waits.getMax()).isBetween(65_500L, 66_000L);
    assertThat(waits.getAverage()).isBetween(59_500.0, 60_500.0);
    LongSummaryStatistics wide = waits(EvictionSchedule.every(Duration.ofMinutes(1), 1));
    assertThat(wide.getMin()).isBetween(0L, 2_000L);
    assertThat(wide.getMax()).isBetween(118_000L, 120_000L);
  }

  private LongSummaryStatistics waits(EvictionSchedule schedule) {
    return LongStream.range(0, 2_000)
        .map(i -> schedule.untilNext(Instant.EPOCH, random).toMillis())
        .summaryStatistics();
  }

  @Test
  void anIntervalWithoutJitterIsExact() {
    assertThat(EvictionSchedule.every(Duration.ofMillis(1500), 0).untilNext(Instant.EPOCH, random))
        .isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void refusesIntervalsAndJittersOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvictionSchedule.every(Duration.ZERO))
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvictionSchedule.every(Duration.ofDays(40_000)));
    for (double jitter : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EvictionSchedule.every(Duration.ofSeconds(1), jitter))
          .withMessageContaining(String.valueOf(jitter));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "*/5 * * * *, 2026-03-01T12:02:00Z, 2026-03-01T12:05:00Z",
    "*/5 * * * *, 2026-03-01T12:05:00Z, 2026-03-01T12:10:00Z",
    "*/5 * * * *, 2026-03-01T12:04:59.900Z, 2026-03-01T12:05:00Z",
    "0 3 * * *, 2026-03-01T12:00:00Z, 2026-03-02T03:00:00Z",
    "30 8 * * MON-FRI, 2026-03-06T12:00:00Z, 2026-03-09T08:30:00Z",
    "0 0 29 2 *, 2026-03-01T12:00:00Z, 2028-02-29T00:00:00Z",
    "*/10 * * * * *, 2026-03-01T12:00:01Z, 2026-03-01T12:00:10Z",
    "'15,45 0 3 * * *', 2026-03-01T03:00:20Z, 2026-03-01T03:00:45Z",
  })
  void cronExpressionsTellTheNextTime(String expression, String now, String expected) {
    assertThat(next(EvictionSchedule.cron(expression, ZoneOffset.UTC), now)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * * *",
        "61 * * * *",
        "a b c d e",
        "@reboot",
        "0 0 30 2 *"
      })
  void refusesExpressionsWithASentence(String expression) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvictionSchedule.cron(expression, ZoneOffset.UTC))
        .withMessageStartingWith(
            "\"" + expression + "\" is not a cron expression that can be used: ");
  }

  @Test
  void saysWhatItIs() {
    assertThat(EvictionSchedule.every(Duration.ofMinutes(1))).hasToString("every PT1M ±10%");
    assertThat(EvictionSchedule.cron("0 3 * * *", BERLIN))
        .hasToString("cron \"0 3 * * *\" in Europe/Berlin");
  }
}
