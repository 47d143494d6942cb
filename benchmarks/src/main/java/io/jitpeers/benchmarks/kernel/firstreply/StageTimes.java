package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.event.Stage;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import java.util.EnumMap;
import java.util.Map;

/**
 * The sums of the times that a gateway's metrics report for each stage, in seconds. The difference
 * between the sums before and after one client is that client's times. Immutable.
 *
 * @param seconds the sum of each stage
 * @param installed how many first packets were completed with an installed peer
 */
record StageTimes(Map<Stage, Double> seconds, long installed) {
  private static final double MICROS = 1e6;

  StageTimes {
    seconds = Map.copyOf(seconds);
  }

  /** Returns the sums in a gateway's metrics. */
  static StageTimes of(String metrics) {
    Map<Stage, Double> seconds = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      seconds.put(stage, GatewayProcess.metricOf(metrics, "jit_stage_seconds_sum", stage.label()));
    }
    double count =
        GatewayProcess.metricOf(metrics, "jit_stage_seconds_count", Stage.FIRST_PACKET.label());
    return new StageTimes(seconds, Math.round(count));
  }

  /** Returns each sum, and the count of first packets, minus its value in {@code earlier}. */
  StageTimes since(StageTimes earlier) {
    Map<Stage, Double> difference = new EnumMap<>(Stage.class);
    seconds.forEach((stage, sum) -> difference.put(stage, sum - earlier.of(stage)));
    return new StageTimes(difference, installed - earlier.installed);
  }

  private double of(Stage stage) {
    return seconds.getOrDefault(stage, 0.0);
  }

  /** Returns the time of a stage, minus the times of other stages, in microseconds. */
  double micros(Stage stage, Stage... without) {
    double rest = of(stage);
    for (Stage other : without) {
      rest -= of(other);
    }
    return rest * MICROS;
  }
}
