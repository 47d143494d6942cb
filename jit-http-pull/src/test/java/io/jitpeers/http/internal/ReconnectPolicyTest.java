package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.ChangeStreamOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {
  private static final ChangeStreamOptions OPTIONS =
      ChangeStreamOptions.DEFAULTS.withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(20));

  // Generators of only zero bits and only one bits give the minimum and, except for rounding, the
  // maximum.
  private static final RandomGenerator LEAST = () -> 0L;
  private static final RandomGenerator MOST = () -> -1L;

  private static long[] waits(RandomGenerator random, int count) {
    ReconnectPolicy policy = new ReconnectPolicy(OPTIONS, random);
    return IntStream.range(0, count).mapToLong(i -> millis(policy, 0)).toArray();
  }

  private static long millis(ReconnectPolicy policy, int retryAfterSeconds) {
    return Math.round(policy.next(Duration.ofSeconds(retryAfterSeconds)).toNanos() / 1e6);
  }

  @Test
  void waitsDoubleUpToTheLongestAndAreSpread() {
    assertThat(waits(LEAST, 7)).containsExactly(500, 1000, 2000, 4000, 8000, 10_000, 10_000);
    assertThat(waits(MOST, 7)).containsExactly(1500, 3000, 6000, 12_000, 24_000, 30_000, 30_000);
  }

  @Test
  void anyNumberOfFailuresIsBorne() {
    assertThat(LongStream.of(waits(LEAST, 10_000)).skip(5)).containsOnly(10_000L);
  }

  @Test
  void aStreamThatLastedBeginsAnew() {
    ReconnectPolicy policy = new ReconnectPolicy(OPTIONS, LEAST);
    assertThat(millis(policy, 0)).isEqualTo(500);
    policy.lasted(ReconnectPolicy.STEADY.minusNanos(1));
    assertThat(millis(policy, 0)).as("cut at once again").isEqualTo(1000);
    policy.lasted(ReconnectPolicy.STEADY);
    assertThat(millis(policy, 0)).isEqualTo(500);
  }

  @Test
  void whatTheStreamAsksForIsTheLeastWithinBounds() {
    ReconnectPolicy policy = new ReconnectPolicy(OPTIONS, LEAST);
    policy.retry(5000);
    assertThat(millis(policy, 0)).isEqualTo(5000);
    assertThat(millis(policy, 0)).isEqualTo(5000);
    policy.retry(0);
    assertThat(millis(policy, 0)).as("no shorter than our own").isEqualTo(2000);
    policy.retry(Long.MAX_VALUE / 2);
    assertThat(millis(policy, 0)).isEqualTo(20_000);
  }

  @Test
  void retryAfterIsTheLeastWithinBounds() {
    ReconnectPolicy policy = new ReconnectPolicy(OPTIONS, LEAST);
    assertThat(millis(policy, 30)).isEqualTo(30_000);
    assertThat(millis(policy, 0)).as("only once").isEqualTo(1000);
    assertThat(millis(policy, 1 << 30)).isEqualTo(600_000);
  }

  @Test
  void whatIsAskedForIsSpreadToo() {
    assertThat(millis(new ReconnectPolicy(OPTIONS, MOST), 30)).isEqualTo(45_000);
  }

  @Test
  void anAbsentStreamIsAskedForRarely() {
    ReconnectPolicy policy = new ReconnectPolicy(OPTIONS, LEAST);
    assertThat(policy.whileAbsent()).isEqualTo(Duration.ofMinutes(10));
    assertThat(policy.whileAbsent()).isEqualTo(Duration.ofMinutes(10));
  }
}
