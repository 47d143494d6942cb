package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.RetryOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyBackoffTest {
  private static final PublicKey KEY = PublicKey.ofBytes(new byte[PublicKey.LENGTH]);

  private final ManualTime time = new ManualTime();
  private final KeyBackoff backoff =
      new KeyBackoff(new RetryOptions(4, Duration.ofMillis(100), Duration.ofMillis(300)), time);

  private Duration left() {
    return backoff.wait(KEY).map(KeyBackoff.Wait::left).orElse(Duration.ZERO);
  }

  @Test
  void growsWithFailuresInARowUpToTheLongest() {
    for (int millis : new int[] {100, 200, 300, 300}) {
      backoff.failed(KEY, Duration.ZERO, "answered 503");
      assertThat(left()).isEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  void isOverWithTimeAndWithAnAnswer() {
    backoff.failed(KEY, Duration.ZERO, "answered 503");
    time.advance(Duration.ofMillis(100));
    assertThat(left()).isZero();

    backoff.failed(KEY, Duration.ZERO, "answered 503");
    assertThat(left()).isEqualTo(Duration.ofMillis(200));
    backoff.answered(KEY);
    assertThat(left()).isZero();
  }

  @Test
  void isAsLongAsTheControlPlaneWantsUpToAMinute() {
    backoff.failed(KEY, Duration.ofSeconds(7), "answered 429");
    assertThat(left()).isEqualTo(Duration.ofSeconds(7));
    backoff.failed(KEY, Duration.ofHours(1), "answered 429");
    assertThat(left()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void isTheKeysOwn() {
    backoff.failed(KEY, Duration.ofSeconds(7), "answered 429");
    byte[] other = new byte[PublicKey.LENGTH];
    other[0] = 1;

    assertThat(backoff.wait(PublicKey.ofBytes(other))).isEmpty();
  }
}
