package io.jitpeers.eviction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any text as a cron expression: either it is refused, or there is a next time. */
@Tag("fuzz")
class CronFuzzTest implements FuzzTarget {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  // The night in which an hour is skipped.
  private static final Instant NOW = Instant.parse("2026-03-28T23:30:00Z");
  private static final Random UNUSED = new Random(0);

  @Test
  void isReadOrRefused() {
    assertThat(Fuzzer.run(this, 5_000)).containsKeys("read", "refused");
  }

  @Override
  public String name() {
    return "cron";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.texts(
        "30 2 * * *",
        "0 9 */2 * 3",
        "*/5 1-4,6 1-31/2 JAN-mar sun",
        "@daily",
        "15 30 2 29 2 *",
        "0 0 31 1,3 1-5");
  }

  @Override
  public List<byte[]> words() {
    return FuzzTarget.texts(
        "*", "/", "-", ",", " ", "\t", "@", "@weekly", "60", "7", "0", "FEB", "fri");
  }

  @Override
  public int longest() {
    return 200;
  }

  @Override
  public String read(byte[] input) {
    EvictionSchedule schedule;
    try {
      schedule = EvictionSchedule.cron(new String(input, UTF_8), BERLIN);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return "refused";
    }
    Duration wait = schedule.untilNext(NOW, UNUSED);
    assertThat(wait).isPositive();
    assertThat(wait.toDays()).isLessThan(41 * 366L);
    return "read";
  }
}
