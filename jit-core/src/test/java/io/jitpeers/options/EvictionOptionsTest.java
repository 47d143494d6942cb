package io.jitpeers.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionSchedule;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EvictionOptionsTest {
  private static final Duration NEGATIVE = Duration.ofSeconds(-1);

  @Test
  void theDefaultsAreCareful() {
    EvictionOptions options = EvictionOptions.defaults();
    assertThat(options.losslessFloor()).isEqualTo(Duration.ofMinutes(3));
    assertThat(options.dryRun()).isFalse();
    assertThat(options.schedule()).hasToString("every PT1M ±10%");
    assertThat(options)
        .hasToString(
            "EvictionOptions[schedule=every PT1M ±10%, losslessFloor=PT3M, recoversSessions=false, dryRun=false,"
                + " adaptiveLimit=PT1S 1000..1048576, foundPeers=ADOPT, PT10M, 50/s, probeAfter=PT30S]");
  }

  @Test
  void aFloorBelowRejectAfterTimeNeedsConsent() {
    Duration below = Duration.ofMinutes(3).minusNanos(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EvictionOptions.builder().losslessFloor(below))
        .withMessageContaining("PT2M59.999999999S")
        .withMessageContaining("acceptSessionLoss");
    assertThat(EvictionOptions.builder().acceptSessionLoss().losslessFloor(below).build())
        .extracting(EvictionOptions::losslessFloor)
        .isEqualTo(below);
    assertThat(EvictionOptions.builder().losslessFloor(Duration.ofHours(1)).build())
        .extracting(EvictionOptions::losslessFloor)
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void consentAloneChangesNothing() {
    assertThat(EvictionOptions.builder().acceptSessionLoss().build().losslessFloor())
        .isEqualTo(EvictionPolicies.LOSSLESS_FLOOR);
  }

  @Test
  void refusesValuesOutOfRangeNamingThem() {
    EvictionOptions.Builder builder = EvictionOptions.builder().acceptSessionLoss();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.losslessFloor(NEGATIVE))
        .withMessageContaining("PT-1S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.sweepTarget(Duration.ZERO))
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.adoptionGrace(NEGATIVE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.adoptionRate(0))
        .withMessageContaining("1 to 1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.adoptionRate(1_000_001));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.limitRange(0, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.limitRange(6, 5))
        .withMessageContaining("from 6 to 5");
  }

  @Test
  void keepsWhatWasSet() {
    EvictionOptions options =
        EvictionOptions.builder()
            .schedule(EvictionSchedule.every(Duration.ofSeconds(5), 0))
            .dryRun(true)
            .adaptiveLimit(false)
            .sweepTarget(Duration.ofSeconds(2))
            .limitRange(3, 4)
            .foundPeers(FoundPeers.OURS_ONLY)
            .adoptionGrace(Duration.ZERO)
            .adoptionRate(9)
            .build();
    assertThat(options)
        .hasToString(
            "EvictionOptions[schedule=every PT5S ±0%, losslessFloor=PT3M, recoversSessions=false, dryRun=true,"
                + " adaptiveLimit=off, foundPeers=OURS_ONLY, PT0S, 9/s, probeAfter=PT30S]");
    assertThat(options.limitFloor()).isEqualTo(3);
    assertThat(options.limitCeiling()).isEqualTo(4);
    assertThat(options.adoptionRate()).isEqualTo(9);
    assertThat(options.adoptionGrace()).isZero();
    assertThat(options.sweepTarget()).isEqualTo(Duration.ofSeconds(2));
  }
}
