package io.jitpeers.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stranger sends initiations of prepared keys, 1,500 a second, and the control plane takes 200 ms
 * per answer.
 */
class StrangersBeforeFriendsTest {
  private static final Duration ANSWERING = Duration.ofMillis(200);
  private static final Duration BETWEEN = Duration.ofNanos(1_000_000_000 / 1_500);

  private final ManualTime time = new ManualTime();
  private final LimitedControlPlane control =
      new LimitedControlPlane(time, ANSWERING, LimitedControlPlane.Limit.none());
  private Lookups lookups;
  private Stampede keys;
  private int refusedAtOnce;

  @BeforeEach
  void open() {
    lookups = new Lookups(control, time, time, ProvisioningOptions.defaults());
    keys = new Stampede(time, lookups, 1);
  }

  /** The initiations come from one address, or each from another one. */
  @ParameterizedTest
  @CsvSource({"14000, false", "100000, false", "100000, true"})
  void aKnownClientWaitsNoLongerThanInCalm(int strangers, boolean spoofed) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < strangers; i++) {
      stranger(spoofed ? i : 7);
      if (i % 150 == 0) {
        long began = time.nanoTime();
        var unused =
            lookups
                .lookup(keys.newKey())
                .thenRun(() -> waits.add((time.nanoTime() - began) / 1_000_000));
      }
      time.advance(BETWEEN);
      assertThat(lookups.inFlight()).isLessThanOrEqualTo(256);
      assertThat(lookups.waiting()).isLessThanOrEqualTo(2_500);
    }
    time.advance(Duration.ofSeconds(5));

    assertThat(waits).hasSize((strangers + 149) / 150).allMatch(wait -> wait <= 400);
    assertThat(control.givenUp).as("begun, and not waited for").isZero();
    assertThat(refusedAtOnce).as("refused at once").isPositive();
    assertThat(lookups.inFlight()).isZero();
    assertThat(lookups.waiting()).isZero();
    assertThat(lookups.reachable()).isTrue();
  }

  /** A new client is also a stranger, and gets the share of its address. */
  @ParameterizedTest
  @CsvSource({"14000"})
  void aNewClientElsewhereIsServedBesideTheFloodOfOneSource(int strangers) {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < strangers; i++) {
      stranger(7);
      if (i % 300 == 0) {
        long began = time.nanoTime();
        var unused =
            lookups
                .lookup(new Asking(keys.newKey(), null, Lane.STRANGER, 1_000 + i))
                .thenRun(() -> waits.add((time.nanoTime() - began) / 1_000_000));
      }
      time.advance(BETWEEN);
    }
    time.advance(Duration.ofSeconds(5));
    assertThat(waits).hasSize((strangers + 299) / 300).allMatch(wait -> wait <= 400);
  }

  private void stranger(long source) {
    PublicKey key = keys.newKey();
    var lookup = lookups.lookup(new Asking(key, null, Lane.STRANGER, source));
    refusedAtOnce += lookup.isCompletedExceptionally() ? 1 : 0;
  }
}
