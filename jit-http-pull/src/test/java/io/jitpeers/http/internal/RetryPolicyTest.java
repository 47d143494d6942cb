package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.RetryOptions;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private static final RetryOptions OPTIONS =
      new RetryOptions(30, Duration.ofMillis(100), Duration.ofMillis(1_000));

  /** Half of what a generator can give: no jitter at all. */
  private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

  private static Failed failed(Kind kind, Duration retryAfter) {
    return Failed.passing(kind, "failed", retryAfter, null);
  }

  private static long millis(RandomGenerator random, int attempts, Duration retryAfter) {
    return new RetryPolicy(OPTIONS, false, random)
        .waitAfter(attempts, failed(Kind.KEY, retryAfter))
        .orElseThrow()
        .toMillis();
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 200", "3, 400", "4, 800", "5, 1000", "29, 1000"})
  void eachWaitIsTwiceAsLongUpToTheLongest(int attempts, long millis) {
    assertThat(millis(MIDDLE, attempts, Duration.ZERO)).isEqualTo(millis);
  }

  @Test
  void waitsAreSpreadOverHalfOfThemEitherWay() {
    Random random = new Random(7);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 10_000; i++) {
      long millis = millis(random, 2, Duration.ZERO);
      least = Math.min(least, millis);
      most = Math.max(most, millis);
    }
    assertThat(least).isBetween(100L, 105L);
    assertThat(most).isBetween(295L, 300L);
  }

  @ParameterizedTest
  @CsvSource({"99, 100", "101, 101", "60000, 60000"})
  void noWaitIsShorterThanWhatIsAskedFor(long retryAfter, long millis) {
    assertThat(millis(MIDDLE, 1, Duration.ofMillis(retryAfter))).isEqualTo(millis);
  }

  @Test
  void theLastAttemptIsFollowedByNone() {
    RetryPolicy policy = new RetryPolicy(OPTIONS, false, MIDDLE);
    Failed failed = failed(Kind.KEY, Duration.ZERO);

    assertThat(policy.waitAfter(29, failed)).isPresent();
    assertThat(policy.waitAfter(30, failed)).isEmpty();
    assertThat(new RetryPolicy(RetryOptions.NONE, false, MIDDLE).waitAfter(1, failed)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void onlyWhatMayPassIsTriedAgain(Kind kind) {
    Failed failed = failed(kind, Duration.ZERO);

    boolean mayPass = kind == Kind.BUSY || kind == Kind.KEY || kind == Kind.UNREACHABLE;
    assertThat(new RetryPolicy(OPTIONS, false, MIDDLE).waitAfter(1, failed).isPresent())
        .isEqualTo(mayPass);
    assertThat(new RetryPolicy(OPTIONS, true, MIDDLE).waitAfter(1, failed).isPresent())
        .isEqualTo(mayPass || kind == Kind.ASKED_TOO_OFTEN);
  }
}
