package io.jitpeers.benchmarks.kernel.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.kernel.scale.Contest.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ContestTest {
  @Test
  void eachWorkHasAFigureOfEachSideAndWgIsTheYardstick() {
    Contest contest = new Contest(1_000, () -> 0);
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
    AtomicLong nanos = new AtomicLong();
    Contest contest = new Contest(10, nanos::get);
    for (Work work : Work.values()) {
      contest.time(Side.WG, work, 10, () -> nanos.addAndGet(20_000));
      contest.add(Side.OURS, work, 1);
    }
    List<Figure> figures = new ArrayList<>();

    contest.report(figures::add);

    assertThat(figures.get(0).value()).isEqualTo(2);
    assertThat(figures.get(0).unit()).isEqualTo("µs/peer");
  }
}
