package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private final ManualTime time = new ManualTime();
  private final TokenBucket bucket = new TokenBucket(TokenRate.of(20, 5), time.nanoTime());

  @Test
  void startsFullAndRunsOutWhileTimeStandsStill() {
    assertThat(takeAll()).isEqualTo(5);
    assertThat(takeAll()).isZero();
  }

  @Test
  void refillsAtItsRate() {
    takeAll();

    time.advance(Duration.ofMillis(49));
    assertThat(takeAll()).isZero();
    time.advance(Duration.ofMillis(1));
    assertThat(takeAll()).isEqualTo(1);
    time.advance(Duration.ofMillis(100));
    assertThat(takeAll()).isEqualTo(2);
  }

  @Test
  void keepsFractionsOfTokens() {
    takeAll();
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      time.advance(Duration.ofMillis(7));
      taken += takeAll();
    }

    assertThat(taken).isEqualTo(140);
  }

  @Test
  void holdsNoMoreThanItsBurst() {
    takeAll();
    time.advance(Duration.ofSeconds(10));

    assertThat(takeAll()).isEqualTo(5);
  }

  @Test
  void survivesALongIdleTime() {
    takeAll();
    time.advance(Duration.ofDays(365 * 200));

    assertThat(takeAll()).isEqualTo(5);
    assertThat(takeAll()).isZero();
  }

  @Test
  void aStepBackInTimeGivesNothingAndTakesNothing() {
    takeAll();
    long now = time.nanoTime();

    assertThat(bucket.take(now - TimeUnit.SECONDS.toNanos(1))).isFalse();
    assertThat(bucket.take(now + TimeUnit.MILLISECONDS.toNanos(50))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 1_000_000, Long.MIN_VALUE, 0, -1})
  void worksAcrossTheWrapOfTheClock(long start) {
    TokenBucket wrapping = new TokenBucket(TokenRate.of(1_000, 3), start);
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      taken += wrapping.take(start + i * 500_000L) ? 1 : 0;
    }

    // The burst of 3, and one token per millisecond for 499.5 milliseconds.
    assertThat(taken).isEqualTo(502);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 1000000", "1000000, 1", "1000000, 1000000", "3, 7"})
  void theExtremesOfRateAndBurstHold(int rate, int burst) {
    TokenBucket extreme = new TokenBucket(TokenRate.of(rate, burst), time.nanoTime());
    int taken = 0;
    while (extreme.take(time.nanoTime())) {
      taken++;
    }
    assertThat(taken).isEqualTo(burst);
    time.advance(Duration.ofNanos(TimeUnit.SECONDS.toNanos(1) / rate));
    assertThat(extreme.take(time.nanoTime())).isTrue();
    assertThat(extreme.take(time.nanoTime())).isFalse();
  }

  private int takeAll() {
    int taken = 0;
    while (bucket.take(time.nanoTime())) {
      taken++;
    }
    return taken;
  }
}
