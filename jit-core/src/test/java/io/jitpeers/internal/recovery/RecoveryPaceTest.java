package io.jitpeers.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecoveryPaceTest {
  private final ManualTime time = new ManualTime();
  private final RecoveryPace pace =
      new RecoveryPace(
          RecoveryOptions.builder().indexSize(2).maxPause(Duration.ofMinutes(1)).build(), time);

  private static PublicKey key(int n) {
    return PublicKey.ofHex(String.format("%064x", n));
  }

  private boolean begins(int n) {
    boolean may = pace.mayBegin(key(n));
    if (may) {
      pace.begin(key(n));
    }
    return may;
  }

  private void confirm(int n) {
    PeerStatus status =
        new PeerStatus(
            key(n), false, null, Instant.EPOCH.plusSeconds(1), 0, 0, 0, java.util.List.of());
    pace.listed(key(n), new IpPrefix[0], status);
  }

  @Test
  void thePauseDoublesUpToTheMaximum() {
    for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
      assertThat(begins(1)).isTrue();
      time.advance(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(begins(1)).as("before %s s have passed", seconds).isFalse();
      time.advance(Duration.ofNanos(1));
    }
  }

  @Test
  void aHandshakeEndsTheDoublingButNotThePause() {
    assertThat(begins(1)).isTrue();
    time.advance(Duration.ofSeconds(5));
    assertThat(begins(1)).isTrue();
    confirm(1);
    assertThat(begins(1)).isFalse();
    time.advance(Duration.ofSeconds(5));
    assertThat(begins(1)).isTrue();
    time.advance(Duration.ofSeconds(5));
    assertThat(begins(1)).as("unconfirmed once").isTrue();
  }

  @Test
  void eachPeerHasItsOwnPause() {
    assertThat(begins(1)).isTrue();
    assertThat(begins(2)).isTrue();
    pace.forget(key(1));
    assertThat(begins(1)).isTrue();
  }

  @Test
  void ifItIsFullOnlyOldAttemptsAreForgotten() {
    assertThat(begins(1)).isTrue();
    assertThat(begins(2)).isTrue();
    assertThat(begins(3)).as("both have a pause").isFalse();
    time.advance(Duration.ofSeconds(5));
    assertThat(begins(3)).isTrue();
  }
}
