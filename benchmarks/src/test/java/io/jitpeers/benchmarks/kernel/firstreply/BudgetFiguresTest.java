package io.jitpeers.benchmarks.kernel.firstreply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.event.Stage;
import io.jitpeers.kerneltests.gateway.ways.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BudgetFiguresTest {
  private static final Offset<Double> ROUNDING = within(1e-6);

  private static String metrics(int packets) {
    return Stream.of(Stage.values())
        .map(
            stage ->
                "jit_stage_seconds_count{interface=\"wg0\",stage=\"LABEL\"} COUNT\n"
                        .replace("COUNT", Integer.toString(packets))
                        .replace("LABEL", stage.label())
                    + "jit_stage_seconds_sum{interface=\"wg0\",stage=\"LABEL\"} SUM\n"
                        .replace("SUM", Double.toString(packets * seconds(stage)))
                        .replace("LABEL", stage.label()))
        .reduce("", String::concat);
  }

  /** ADMISSION contains CAPTURE, and INSTALL contains STORE; 5 µs are in no stage. */
  private static double seconds(Stage stage) {
    return switch (stage) {
      case CAPTURE -> 10e-6;
      case ADMISSION -> 30e-6;
      case OPEN -> 50e-6;
      case LOOKUP -> 400e-6;
      case INSTALL -> 250e-6;
      case STORE -> 200e-6;
      case RETURN -> 70e-6;
      case FIRST_PACKET -> 805e-6;
    };
  }

  private static StageTimes times() {
    return StageTimes.of(metrics(3)).since(StageTimes.of(metrics(2)));
  }

  @Test
  void theTimesOfOneClientAreTheDifferenceOfTheMetrics() {
    assertThat(times().installed()).isOne();
    assertThat(times().micros(Stage.LOOKUP)).isCloseTo(400, ROUNDING);
    assertThat(StageTimes.of("").installed()).isZero();
  }

  @Test
  void theLinesAddUpToTheTotal() {
    Map<BudgetLine, Double> micros = new HashMap<>();
    for (BudgetLine line : BudgetLine.values()) {
      micros.put(line, line.micros(times()));
    }
    double sum =
        Stream.of(BudgetLine.values())
            .filter(line -> line.compareTo(BudgetLine.TOTAL) < 0)
            .mapToDouble(micros::get)
            .sum();

    assertThat(sum).isCloseTo(micros.get(BudgetLine.TOTAL), ROUNDING);
    assertThat(micros.get(BudgetLine.QUEUE)).isCloseTo(20, ROUNDING);
    assertThat(micros.get(BudgetLine.HAND_OVER)).isCloseTo(50, ROUNDING);
    assertThat(micros.get(BudgetLine.REST)).isCloseTo(5, ROUNDING);
    assertThat(micros.get(BudgetLine.OWN)).isCloseTo(205, ROUNDING);
  }

  @Test
  void eachFigureHasItsYardstick() {
    Map<String, Figure> figures = new HashMap<>();
    for (Way way : List.of(Way.RESIDENT, Way.REPLAY_PCAP)) {
      BudgetFigures budget = new BudgetFigures(way);
      budget.add(List.of(new BudgetFigures.Served(times(), way == Way.RESIDENT ? 500 : 1500)));
      budget.report(figure -> figures.put(figure.id(), figure));
    }

    assertThat(figures).hasSize(2 * (BudgetLine.values().length + 2));
    assertThat(figures.values())
        .filteredOn(figure -> figure.yardstick().isPresent())
        .allSatisfy(figure -> assertThat(figures).containsKey(figure.yardstick().orElseThrow()))
        .hasSize(figures.size() - 2);
    assertThat(figures.get("first-packet.replay-pcap.lookup.p50").value()).isCloseTo(400, ROUNDING);
    assertThat(figures.get("first-packet.replay-pcap.ping.p99").yardstick())
        .contains("first-packet.resident.ping.p99");
  }

  @Test
  void percentilesAreNearestRanks() {
    List<Double> values = IntStream.rangeClosed(1, 200).mapToObj(i -> (double) i).toList();
    assertThat(BudgetFigures.percentile(values, 50)).isEqualTo(100);
    assertThat(BudgetFigures.percentile(values, 99)).isEqualTo(198);
    assertThat(BudgetFigures.percentile(List.of(7.0), 99)).isEqualTo(7);
  }
}
