package io.jitpeers.benchmarks.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.kernel.failover.Failover;
import io.jitpeers.benchmarks.kernel.firstreply.BudgetFigures;
import io.jitpeers.benchmarks.kernel.firstreply.BudgetLine;
import io.jitpeers.benchmarks.kernel.firstreply.Cell;
import io.jitpeers.benchmarks.kernel.firstreply.FirstReply;
import io.jitpeers.benchmarks.kernel.sweep.Sweep;
import io.jitpeers.benchmarks.report.Environment;
import io.jitpeers.benchmarks.report.MissingFigureException;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Family;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KernelTablesTest {
  private static final Environment SOMEWHERE =
      new Environment(Instant.EPOCH, "abc", false, Effort.FULL, "cpu", 2, 1024, "17", "6.1", 0.1);

  private final List<Figure> figures = new ArrayList<>();

  private void add(String id, double value) {
    figures.add(Figure.of(id, "s", id, "ms", Better.LOWER, List.of(value)));
  }

  private String render(String name) {
    ReadmeTable table =
        KernelTables.all().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    return table.render(new Results(SOMEWHERE, List.of(), figures));
  }

  @Test
  void firstRepliesHaveARowForEachWayAndBothFamiliesInACell() {
    for (Way way : Way.values()) {
      for (Duration time : FirstReply.ROUND_TRIPS) {
        add(new Cell(way, time, Family.IPV4).id(), 1_000.4 + time.toMillis());
        add(new Cell(way, time, Family.IPV6).id(), 2);
      }
    }

    assertThat(render("first-reply"))
        .startsWith("| | RTT 0 ms | RTT 20 ms | RTT 100 ms |\n|---|---|---|---|\n")
        .contains("\n| `replay`, nfqueue | 1,000 / 2 | 1,020 / 2 | 1,100 / 2 |")
        .hasLineCount(2 + Way.values().length);
  }

  @Test
  void interruptionsHaveAMedianAndAHighPercentile() {
    List<String> rows =
        List.of(
            Failover.KILLED,
            Failover.KILLED_WITHOUT,
            Failover.FOLLOWED,
            Failover.EVICTED,
            Failover.REVOKED);
    for (String id : rows) {
      add(id + ".p50", 30);
      add(id + ".p99", 1_234);
    }

    assertThat(render("failover"))
        .startsWith("| for how long traffic is interrupted | median | p99 |\n")
        .contains("| a peer is evicted whose session is alive | 30 ms | 1,234 ms |")
        .hasLineCount(2 + rows.size());
  }

  @Test
  void theBudgetHasARowForEachLineAndACellForEachSource() {
    List<String> lines = new ArrayList<>(List.of(BudgetFigures.PING));
    Stream.of(BudgetLine.values()).map(BudgetLine::id).forEach(lines::add);
    for (int percentile : BudgetFigures.PERCENTILES) {
      add(BudgetFigures.id(Way.RESIDENT, BudgetFigures.PING, percentile), 600);
      for (String line : lines) {
        add(BudgetFigures.id(Way.REPLAY_PCAP, line, percentile), 10 + percentile);
        add(BudgetFigures.id(Way.REPLAY_NFQUEUE, line, percentile), 2000 + percentile);
      }
    }

    assertThat(render("first-packet"))
        .startsWith("| µs, median / p99 | `replay`, pcap | `replay`, nfqueue |\n|---|---|---|\n")
        .contains("\n| lookup over HTTP | 60 / 109 | 2,050 / 2,099 |")
        .contains("\n| a client whose peer is there already | 600 / 600 | 600 / 600 |")
        .hasLineCount(2 + BudgetLine.values().length + 2);
  }

  @Test
  void theContestHasACellForEachSizeAndWork() {
    for (int size : new int[] {1_000, 10_000, 100_000, 500_000}) {
      for (String work : new String[] {"install", "install-again", "list", "remove"}) {
        String id = "kernel-scale." + work + "." + size;
        add(id + ".wg", 4);
        figures.add(
            Figure.of(id + ".ours", "s", id, "ms", Better.LOWER, List.of(2.0)).against(id + ".wg"));
      }
      add("kernel-scale.listing-heap." + size, 60);
    }

    assertThat(render("wg"))
        .contains("| 500,000 peers |")
        .contains("| install again what is there | 4 / 2 (0.50) | 4 / 2 (0.50) |")
        .contains("| 60 | 60 | 60 | 60 |");
  }

  @Test
  void theOthersShowTheirFigures() {
    for (int size : new int[] {100_000, 500_000}) {
      add(Sweep.id(size, "p50.calm"), 1.25);
      add(Sweep.id(size, "p99.calm"), 2);
      add(Sweep.id(size, "p50.evicting"), 3);
      add(Sweep.id(size, "p99.evicting"), 40);
      add(Sweep.id(size, "eviction"), size / 100.0);
      add(Sweep.id(size, "allocated"), 2.3);
    }
    add("start-in-kernel.jvm", 300);
    add("start-in-kernel.gateway", 4_000);
    add(FirstReply.AFTER_START, 2_116);
    add("first-reply.replay-pcap.rtt0.ipv4", 20);

    assertThat(render("sweep"))
        .contains(
            "| 1.25 / 2 ms | 1.25 / 2 ms |",
            "| 3 / 40 ms | 3 / 40 ms |",
            "| 1,000 µs | 5,000 µs |",
            "| 2.3 B | 2.3 B |");
    assertThat(render("gateway-start")).contains("| 300 ms |", "| 4,000 ms |");
    assertThat(render("first-client")).contains("| 2,116 ms |", "| 20 ms |");
  }

  @Test
  void aFigureThatIsMissingIsTold() {
    assertThatThrownBy(() -> render("sweep"))
        .isInstanceOf(MissingFigureException.class)
        .hasMessageContaining("sweep.100000.p50.calm");
  }
}
