package io.jitpeers.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionPolicies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatedGatewayTest {
  private static final int HOUR = 3_600;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Traffic ends at 100 s, and the listing at 120 s notices it. */
  @Test
  void aPeerIsEvictedAtTheFirstSweepAfterTheThreshold() {
    SimulationResult result = run(plan(5), new int[] {1, 100});

    assertThat(sizes(result)).startsWith(1, 1, 1, 1, 1, 1, 0, 0);
    assertThat(result.pulls().total()).isEqualTo(1);
    assertThat(result.hotSet().most()).isEqualTo(1);
  }

  @Test
  void aClientThatComesBackIsPulledAgainOnlyAfterAnEviction() {
    int[] client = {1, 100, 1_000, 1_100};

    assertThat(run(plan(5), client).pulls().total()).isEqualTo(2);
    assertThat(run(plan(20), client).pulls().total()).isEqualTo(1);
  }

  @Test
  void anInstallWithinTenMinutesAfterTheEvictionIsSoon() {
    // The eviction is at 420 s.
    assertThat(run(plan(5), new int[] {1, 100, 1_020, 1_100}).soonAgain()).isEqualTo(1);
    assertThat(run(plan(5), new int[] {1, 100, 1_021, 1_100}).soonAgain()).isZero();
    assertThat(run(plan(5), new int[] {1, 100, 1_020, 1_100}).soonAgainShare()).isEqualTo(0.5);
  }

  @Test
  void aYoungSessionKeepsItsPeerUnlessItsLossIsAccepted() {
    // The session begins at 1 s and is noticed at 60 s, so it protects its peer until 240 s.
    SimulationResult lossless = run(plan(1), new int[] {1, 10, 170, 175});
    Plan lossy = new Plan(MINUTE, MINUTE, Integer.MAX_VALUE, Duration.ZERO);
    SimulationResult loss = run(lossy, new int[] {1, 10, 170, 175});

    assertThat(lossless.pulls().total()).isEqualTo(1);
    assertThat(lossless.interrupted()).isZero();
    assertThat(loss.pulls().total()).isEqualTo(2);
    assertThat(loss.interrupted()).isEqualTo(1);
  }

  @Test
  void aClientWithTrafficIsNeverEvicted() {
    SimulationResult result = run(plan(1), new int[] {1, 2 * HOUR});

    assertThat(sizes(result)).hasSize(60).containsOnly(1);
  }

  @Test
  void periodsThatOverlapAreOne() {
    assertThat(run(plan(5), new int[] {1, 1_000, 100, 200}).pulls().total()).isEqualTo(1);
    assertThat(sizes(run(plan(5), new int[] {1, 1_000, 100, 200}))[20]).isEqualTo(1);
  }

  @Test
  void aClientBeyondTheLimitIsRefusedUntilThereIsRoom() {
    Plan plan = new Plan(Duration.ofMinutes(5), MINUTE, 1, EvictionPolicies.LOSSLESS_FLOOR);
    SimulationResult result =
        SimulatedGatewayTest.run(plan, new int[] {1, 100}, new int[] {10, 1_000});

    // It tries again after every sweep. At 420 s the other peer is evicted.
    assertThat(result.refusals()).isEqualTo(1);
    assertThat(result.pulls().total()).isEqualTo(2);
    assertThat(result.hotSet().most()).isEqualTo(1);
  }

  @Test
  void aRefusedClientWhoseTrafficEndsGivesUp() {
    Plan plan = new Plan(Duration.ofMinutes(5), MINUTE, 1, EvictionPolicies.LOSSLESS_FLOOR);
    SimulationResult result =
        SimulatedGatewayTest.run(plan, new int[] {1, HOUR}, new int[] {10, 50});

    assertThat(result.refusals()).isEqualTo(1);
    assertThat(result.pulls().total()).isEqualTo(1);
  }

  @Test
  void theMeanIsThatOfTheTimeBetweenTheSweepsToo() {
    // Resident from 1 s until the sweep at 420 s, of 3,600 s.
    SimulationResult result = run(plan(5), new int[] {1, 100});

    assertThat(result.hotSet().mean()).isBetween(6.5 / 60, 7.0 / 60);
  }

  @Test
  void whoHasTrafficAtTheBeginningIsResidentWithoutAPull() {
    SimulationResult result = run(plan(5), new int[] {0, 100, 2_000, 2_100});

    assertThat(sizes(result)).startsWith(1, 1);
    assertThat(result.pulls().total()).isEqualTo(1);
  }

  @Test
  void aClientThatBeginsAfterTheLastSweepIsCounted() {
    Plan plan =
        new Plan(
            Duration.ofMinutes(10),
            Duration.ofMinutes(7),
            Integer.MAX_VALUE,
            EvictionPolicies.LOSSLESS_FLOOR);

    // The last sweep is at 3,360 s.
    assertThat(run(plan, new int[] {3_500, 3_600}).pulls().total()).isEqualTo(1);
  }

  @Test
  void pullsAreCountedInTheirSeconds() {
    SimulationResult result =
        SimulatedGatewayTest.run(plan(5), new int[] {7, 9}, new int[] {7, 9}, new int[] {8, 9});

    assertThat(result.pulls().most()).isEqualTo(2);
    assertThat(result.pulls().longestWait(1)).isEqualTo(1);
    assertThat(result.pulls().longestWait(2)).isZero();
  }

  private static Plan plan(int minutes) {
    return new Plan(
        Duration.ofMinutes(minutes), MINUTE, Integer.MAX_VALUE, EvictionPolicies.LOSSLESS_FLOOR);
  }

  private static SimulationResult run(Plan plan, int[]... clients) {
    return SimulatedGateway.run(Trace.of(FixedClients.of(HOUR, clients)), plan);
  }

  private static int[] sizes(SimulationResult result) {
    int[] sizes = new int[result.hotSet().count()];
    for (int sweep = 0; sweep < sizes.length; sweep++) {
      sizes[sweep] = result.hotSet().size(sweep);
    }
    return sizes;
  }
}
