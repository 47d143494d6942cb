package io.jitpeers.benchmarks.kernel.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.kernel.scale.Contest.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContestTest {
  @Test
  void eachWorkHasAFigureOfEachSideAndWgIsTheYardstick() {
    Contest contest = new Contest(1_000);
    for (Work work : Work.values()) {
      contest.add(Side.OURS, work, 3);
      contest.add(Side.OURS, work, 2);
      contest.add(Side.WG, work, 4);
    }
    List<Figure> figures = new ArrayList<>();

    contest.report(figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .startsWith("kernel-scale.install.1000.wg", "kernel-scale.install.1000.ours")
        .contains("kernel-scale.install-again.1000.ours")
        .hasSize(2 * Work.values().length);
    Figure ours = figures.get(1);
    assertThat(ours.yardstick()).isEqualTo(Optional.of("kernel-scale.install.1000.wg"));
    assertThat(ours.title()).isEqualTo("install, 1,000 peers, JIT Peers");
    assertThat(ours.rounds()).containsExactly(3.0, 2.0);
  }

  @Test
  void aTimeIsOfOnePeer() throws Exception {
    Contest contest = new Contest(10);
    for (Work work : Work.values()) {
      contest.time(Side.WG, work, 10, () -> Thread.sleep(20));
      contest.add(Side.OURS, work, 1);
    }
    List<Figure> figures = new ArrayList<>();

    contest.report(figures::add);

    // Sleeping takes 2,000 µs a peer at least.
    assertThat(figures.get(0).value()).isBetween(2_000.0, 1_000_000.0);
    assertThat(figures.get(0).unit()).isEqualTo("µs/peer");
  }
}
