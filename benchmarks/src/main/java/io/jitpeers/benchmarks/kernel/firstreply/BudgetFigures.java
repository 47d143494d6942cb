package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.kerneltests.gateway.ways.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Collects, round by round, the times of clients that all get their first reply in the same {@link
 * Way}, and reports the figures of these times.
 */
public final class BudgetFigures {
  /** In a figure's id, stands for the whole time that a client waits for its first reply. */
  public static final String PING = "ping";

  /** The percentiles of the figures. */
  public static final List<Integer> PERCENTILES = List.of(50, 99);

  /**
   * A measured client.
   *
   * @param times the times of the stages in the gateway
   * @param pingMicros how long the client waited
   */
  record Served(StageTimes times, double pingMicros) {}

  private final Way way;
  private final List<List<Served>> rounds = new ArrayList<>();

  BudgetFigures(Way way) {
    this.way = way;
  }

  /** Returns the id of a figure. */
  public static String id(Way way, String line, int percentile) {
    return String.join(
        ".",
        FirstPacketBudget.NAME,
        way.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        line,
        "p" + percentile);
  }

  void add(List<Served> round) {
    rounds.add(round);
  }

  /**
   * Reports the figures: how long a client waits for its first reply, and the budget lines. Most
   * figures have a yardstick, the figure by which they are divided:
   *
   * <ul>
   *   <li>The wait of a client whose peer is resident has no yardstick.
   *   <li>For the wait of any other client and for {@link BudgetLine#TOTAL}, the yardstick is the
   *       wait of a client whose peer is resident.
   *   <li>For all other budget lines, the yardstick is {@link BudgetLine#TOTAL}.
   * </ul>
   */
  void report(Consumer<Figure> figures) {
    for (int percentile : PERCENTILES) {
      Figure ping =
          figure(
              PING,
              "the client's first reply",
              percentile,
              rounds.stream().map(round -> pings(round, percentile)).toList());
      figures.accept(way.hasGateway() ? ping.against(id(Way.RESIDENT, PING, percentile)) : ping);
      if (way.hasGateway()) {
        for (BudgetLine line : BudgetLine.values()) {
          report(line, percentile, figures);
        }
      }
    }
  }

  private void report(BudgetLine line, int percentile, Consumer<Figure> figures) {
    List<Double> values =
        rounds.stream()
            .map(
                round ->
                    percentile(
                        round.stream().map(one -> line.micros(one.times())).toList(), percentile))
            .toList();
    String yardstick =
        line == BudgetLine.TOTAL
            ? id(Way.RESIDENT, PING, percentile)
            : id(way, BudgetLine.TOTAL.id(), percentile);
    figures.accept(figure(line.id(), line.title(), percentile, values).against(yardstick));
  }

  private Figure figure(String line, String title, int percentile, List<Double> values) {
    return Figure.of(
        id(way, line, percentile),
        FirstPacketBudget.NAME,
        way.toString().replace("`", "") + ": " + title + ", p" + percentile,
        "µs",
        Better.LOWER,
        values);
  }

  private static double pings(List<Served> round, int percentile) {
    return percentile(round.stream().map(Served::pingMicros).toList(), percentile);
  }

  /** Returns a percentile by the nearest-rank method. */
  static double percentile(List<Double> values, int percentile) {
    int rank = (int) Math.ceil(values.size() * percentile / 100.0);
    return values.stream().sorted().toList().get(Math.max(1, rank) - 1);
  }
}
