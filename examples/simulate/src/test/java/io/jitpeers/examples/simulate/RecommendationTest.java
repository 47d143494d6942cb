package io.jitpeers.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionPolicies;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecommendationTest {
  /** Pauses of 8 minutes in the first hour, and of 40 minutes after. */
  private static final int[] PAUSES = {
    1, 60, 540, 600, 1_080, 1_140, 1_620, 1_680, 2_160, 2_220, 4_620, 4_680, 7_080, 7_140
  };

  private static final int LENGTH = 10_000;

  @Test
  void theSmallestHotSetThatKeepsTheLimitsIsRecommended() {
    Recommendation recommendation = Recommendation.of(results(5, 10, 60), new Limits(0.05, null));

    assertThat(recommendation.result().plan().idleAfter()).isEqualTo(Duration.ofMinutes(10));
    assertThat(recommendation.reasons())
        .hasSize(3)
        .anyMatch(reason -> reason.startsWith("Resident peers: 0 on average, at most 1, "))
        .anyMatch(
            reason ->
                reason.equals(
                    "With 5m, 57.1 % of the installs follow an eviction within ten minutes."))
        .anyMatch(
            reason -> reason.startsWith("With 1h, ") && reason.endsWith(" pulls instead of 3."));
    assertThat(recommendation.keepsLimits()).isTrue();
  }

  @Test
  void withoutSettingsThatKeepTheLimitsTheOneWithFewestEarlyEvictionsIsNamed() {
    Recommendation recommendation = Recommendation.of(results(3, 5), new Limits(0.05, null));

    assertThat(recommendation.reasons().get(0))
        .isEqualTo("But 57.1 % of the installs follow an eviction within ten minutes.");
    assertThat(recommendation.keepsLimits()).isFalse();
  }

  @Test
  void aControlPlaneThatIsTooSlowIsAnObjection() {
    Trace crowd =
        Trace.of(
            FixedClients.of(
                LENGTH, Stream.generate(() -> new int[] {10, 20}).limit(50).toArray(int[][]::new)));
    SimulationResult result = SimulatedGateway.run(crowd, plan(10));

    assertThat(new Limits(0.05, 10).objections(result))
        .containsExactly("pulls wait for up to 4.0 s at the control plane");
    assertThat(new Limits(0.05, 50).objections(result)).isEmpty();
  }

  @Test
  void aRefusedClientIsAnObjection() {
    Trace two = Trace.of(FixedClients.of(LENGTH, new int[] {1, 9_000}, new int[] {1, 20}));
    Plan plan =
        new Plan(Duration.ofMinutes(10), Duration.ofMinutes(1), 1, EvictionPolicies.LOSSLESS_FLOOR);

    assertThat(new Limits(1, null).objections(SimulatedGateway.run(two, plan)))
        .containsExactly("clients are refused 1 times");
  }

  private static List<SimulationResult> results(int... minutes) {
    Trace trace = Trace.of(FixedClients.of(LENGTH, PAUSES));
    return Arrays.stream(minutes)
        .mapToObj(threshold -> SimulatedGateway.run(trace, plan(threshold)))
        .toList();
  }

  private static Plan plan(int minutes) {
    return new Plan(
        Duration.ofMinutes(minutes),
        Duration.ofMinutes(1),
        Integer.MAX_VALUE,
        EvictionPolicies.LOSSLESS_FLOOR);
  }
}
