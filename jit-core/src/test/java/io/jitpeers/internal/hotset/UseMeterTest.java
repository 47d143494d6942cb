package io.jitpeers.internal.hotset;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UseMeterTest {
  private static boolean used(long rx, long tx, long seconds, boolean handshake, int keepalive) {
    return UseMeter.used(rx, tx, Duration.ofSeconds(seconds).toNanos(), handshake, keepalive);
  }

  @ParameterizedTest(name = "rx {0} tx {1} in {2} s, handshake {3}, keepalive {4}: {5}")
  @CsvSource({
    // No traffic.
    "0, 0, 60, false, 0, false",
    // 60 s explain 7 keepalives of 32 B in each direction.
    "224, 224, 60, false, 0, false",
    "225, 224, 60, false, 0, true",
    "224, 225, 60, false, 0, true",
    // A shorter keepalive interval of the gateway explains more: 61 keepalives at 1 s.
    "224, 1952, 60, false, 1, false",
    "224, 1953, 60, false, 1, true",
    // A longer interval does not explain less, because the client's interval is unknown.
    "224, 224, 60, false, 25, false",
    // A handshake explains 148 + 32 more.
    "404, 404, 60, true, 0, false",
    "405, 404, 60, true, 0, true",
    // 240 s explain three handshakes and 25 keepalives.
    "1340, 1340, 240, true, 0, false",
    "1341, 1340, 240, true, 0, true",
    // Sending without receiving means handshake attempts: 13 initiations in 60 s.
    "0, 2148, 60, false, 0, false",
    "0, 2149, 60, false, 0, true",
    "1, 2148, 60, false, 0, true",
    // No elapsed time explains one keepalive.
    "32, 32, 0, false, 0, false",
    "33, 0, 0, false, 0, true",
  })
  void separatesUseFromKeepalivesAndHandshakes(
      long rx, long tx, long seconds, boolean handshake, int keepalive, boolean expected) {
    assertThat(used(rx, tx, seconds, handshake, keepalive)).isEqualTo(expected);
  }

  @Test
  void takesNegativeTimeAsNone() {
    assertThat(used(32, 0, -5, false, 0)).isFalse();
    assertThat(used(33, 0, -5, false, 0)).isTrue();
  }

  @Test
  void recognizesAClientWithKeepalivesOf25SecondsAsIdle() {
    // Two hours: 288 keepalives from the client, 60 sessions of 120 s.
    long rx = 288 * 32 + 60 * 148;
    long tx = 60 * 92;
    assertThat(used(rx, tx, 7200, true, 0)).isFalse();
  }
}
