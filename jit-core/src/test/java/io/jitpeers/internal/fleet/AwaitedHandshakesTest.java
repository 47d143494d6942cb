package io.jitpeers.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwaitedHandshakesTest {
  private final ManualTime time = new ManualTime();
  private final AwaitedHandshakes awaited = new AwaitedHandshakes(time);

  private static PublicKey key(int n) {
    return PublicKey.ofHex(String.format("%064x", n));
  }

  @Test
  void nothingIsAwaited() {
    assertThat(awaited.pause()).isNull();
  }

  @Test
  void theDeviceIsListedOftenAndThenLessOften() {
    awaited.add(key(1));
    assertThat(awaited.pause()).isEqualTo(Duration.ofMillis(200));
    time.advance(Duration.ofSeconds(2));
    assertThat(awaited.pause()).isEqualTo(Duration.ofSeconds(1));
    awaited.add(key(2));
    assertThat(awaited.pause()).isEqualTo(Duration.ofMillis(200));
    time.advance(Duration.ofSeconds(13));
    assertThat(awaited.pause()).isEqualTo(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(2));
    assertThat(awaited.pause()).isNull();
  }

  @Test
  void aCompletedHandshakeIsNoLongerAwaited() {
    awaited.add(key(1));
    awaited.add(key(2));
    awaited.remove(key(1));
    assertThat(awaited.pause()).isNotNull();
    awaited.remove(key(2));
    assertThat(awaited.pause()).isNull();
  }

  @Test
  void aRepeatedInitiationIsAwaitedFromTheLatestOneOn() {
    awaited.add(key(1));
    time.advance(Duration.ofSeconds(14));
    awaited.add(key(1));
    time.advance(Duration.ofSeconds(14));
    assertThat(awaited.pause()).isNotNull();
    time.advance(Duration.ofSeconds(1));
    assertThat(awaited.pause()).isNull();
  }
}
