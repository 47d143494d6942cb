package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.eviction.ProbationPolicy;
import io.jitpeers.options.EvictionOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTimesTest {
  private static final EvictionOptions DEFAULTS = EvictionOptions.defaults();

  private static EvictionPolicy idle(long millis) {
    return IdlePolicy.of(Duration.ofMillis(millis));
  }

  private static EvictionOptions floor(Duration floor) {
    return EvictionOptions.builder().acceptSessionLoss().losslessFloor(floor).build();
  }

  @Test
  void anIdleTimeBelowTheFloorIsToldWithTheOneInEffect() {
    assertThat(PolicyTimes.warnings(idle(1_000), DEFAULTS))
        .containsExactly(
            "the idle policy's time (eviction-policy.idle.after) of 1s is shorter than the lossless"
                + " floor (eviction.lossless-floor) of 180s: an idle peer stays until its session is"
                + " 180s old; set the time to the floor or more, or lower the floor, for which"
                + " eviction.recover-sessions or eviction.accept-session-loss has to be true");
    assertThat(PolicyTimes.warnings(idle(179_999), DEFAULTS)).hasSize(1);
    assertThat(PolicyTimes.warnings(idle(180_000), DEFAULTS)).isEmpty();
    assertThat(PolicyTimes.warnings(idle(1_000), floor(Duration.ofSeconds(1)))).isEmpty();
    assertThat(PolicyTimes.warnings(idle(1_500), floor(Duration.ofSeconds(2))).get(0))
        .contains("1500ms", "2s");
  }

  @Test
  void aProbationThatAHandshakeOutlastsIsTold() {
    assertThat(PolicyTimes.warnings(ProbationPolicy.of(Duration.ofSeconds(14)), DEFAULTS))
        .containsExactly(
            "the probation policy's time (eviction-policy.probation.after) of 14s is shorter than a"
                + " first handshake may take: a peer stays for 15s; set the time to 15s or more");
    assertThat(PolicyTimes.warnings(ProbationPolicy.of(Duration.ofSeconds(15)), DEFAULTS))
        .isEmpty();
    EvictionPolicy five = ProbationPolicy.of(Duration.ofSeconds(5));
    assertThat(PolicyTimes.warnings(five, floor(Duration.ofSeconds(5)))).isEmpty();
  }

  @Test
  void everyPartOfAPolicyIsLookedAt() {
    EvictionPolicy both = idle(1).or(ProbationPolicy.of(Duration.ofMillis(1)));
    assertThat(PolicyTimes.warnings(both, DEFAULTS)).hasSize(2);
    assertThat(PolicyTimes.warnings(EvictionPolicies.standard(), DEFAULTS)).isEmpty();
  }

  @Test
  void aPolicyThatDoesNotSayItsPartsIsLeftToTheSweep() {
    EvictionPolicy wrong =
        new EvictionPolicy() {
          @Override
          public List<Eviction> select(HotSetView view) {
            return List.of();
          }

          @Override
          public List<EvictionPolicy> parts() {
            throw new IllegalStateException("not today");
          }
        };
    assertThat(PolicyTimes.warnings(wrong, DEFAULTS)).isEmpty();
  }
}
