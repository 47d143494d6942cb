package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The invariants of a {@link Simulation}: after each step, after two sweeps, and after the storm.
 */
class SimulationTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void afterTheStormEverythingAddsUp(int seed) {
    SimulationRun.of(seed, Simulation.STEPS);
  }

  /**
   * Storms and calms in turn, on one orchestrator. The profile {@code simulation-long} runs 100,000
   * steps; {@code -Djitpeers.simulation.seed} sets another seed.
   */
  @Test
  @Tag("simulation")
  void oneStormAfterTheOther() {
    SimulationRun.of(
        Integer.getInteger("jitpeers.simulation.seed", 1),
        Integer.getInteger("jitpeers.simulation.steps", 4 * Simulation.STEPS));
  }

  /** A failing seed prints the shortest sequence of steps that fails. */
  @Test
  void aFailureShrinksToTheStepsThatItNeeds() {
    List<Integer> steps = IntStream.range(0, 500).boxed().toList();
    List<Integer> needed =
        SimulationRun.shrink(
            steps, tried -> tried.contains(17) && tried.contains(400) && tried.size() < 600);
    assertThat(needed).containsExactly(17, 400);
  }

  @Test
  void aSeedGivesTheSameStormAgainAndOnAnotherJvm() throws Exception {
    List<String> first = traceOf(3);
    assertThat(first).hasSizeGreaterThan(300);
    assertThat(traceOf(3)).isEqualTo(first);
    assertThat(traceOnAnotherJvm(3)).isEqualTo(first);
    assertThat(traceOf(4)).isNotEqualTo(first);
  }

  private static List<String> traceOf(int seed) throws StoreException {
    try (Simulation simulation = new Simulation(seed)) {
      simulation.run();
      return simulation.trace();
    }
  }

  /** Another JVM has other object hash codes, and another order of immutable maps. */
  private static List<String> traceOnAnotherJvm(int seed) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                Simulation.class.getName(),
                Integer.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed.lines().toList();
  }
}
