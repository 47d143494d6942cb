package io.jitpeers.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportPartsTest {

  @Test
  void percentilesAreOfTheNearestRank() {
    StageTimes times = new StageTimes();
    for (int i = 100; i >= 1; i--) {
      times.stageTook(Stage.OPEN, i * 1_000L);
    }
    assertThat(times.percentileMicros(Stage.OPEN, 50)).isEqualTo(50);
    assertThat(times.percentileMicros(Stage.OPEN, 99)).isEqualTo(99);
    assertThat(times.percentileMicros(Stage.OPEN, 100)).isEqualTo(100);
    assertThat(times.count(Stage.OPEN)).isEqualTo(100);
    assertThat(times.percentileMicros(Stage.LOOKUP, 99)).isZero();
  }

  @Test
  void theChartScalesToTheLargestSample() {
    HotSetChart chart = new HotSetChart();
    chart.add(Duration.ZERO, 0, "");
    chart.add(Duration.ofSeconds(100), 525, "all there");
    chart.add(Duration.ofMinutes(10), 1, "");
    assertThat(chart.lines())
        .isEqualTo(
            List.of(
                "      0:00     0",
                "      1:40   525 " + "#".repeat(50) + " all there",
                "     10:00     1 #"));
  }

  @Test
  void aChartWithoutAnybodyIsEmpty() {
    HotSetChart chart = new HotSetChart();
    chart.add(Duration.ZERO, 0, "nobody");
    assertThat(chart.lines()).containsExactly("      0:00     0 nobody");
  }
}
