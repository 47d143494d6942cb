package io.jitpeers.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockThrottleTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  @Test
  void eachKeyIsToldOfOnceAMinute() {
    ClockThrottle throttle = new ClockThrottle(10);
    long start = Long.MAX_VALUE - 5;
    assertThat(throttle.admit(key(1), start)).isTrue();
    assertThat(throttle.admit(key(1), start)).isFalse();
    assertThat(throttle.admit(key(2), start + MINUTE / 2)).isTrue();
    assertThat(throttle.admit(key(1), start + MINUTE - 1)).isFalse();
    assertThat(throttle.admit(key(1), start + MINUTE)).as("over a number's end").isTrue();
    assertThat(throttle.admit(key(1), start + MINUTE)).isFalse();
    assertThat(throttle.admit(key(2), start + MINUTE)).isFalse();
  }

  /** If a client were forgotten to make room, it would be reported again too soon. */
  @Test
  void soManyAMinuteAndNoMore() {
    ClockThrottle throttle = new ClockThrottle(3);
    for (int i = 0; i < 3; i++) {
      assertThat(throttle.admit(key(i), i)).isTrue();
    }
    assertThat(throttle.admit(key(3), 3)).isFalse();
    assertThat(throttle.admit(key(0), 4)).isFalse();
    assertThat(throttle.admit(key(3), MINUTE)).isTrue();
    assertThat(throttle.admit(key(0), MINUTE)).isFalse();
  }
}
