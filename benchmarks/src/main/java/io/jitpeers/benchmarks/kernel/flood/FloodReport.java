package io.jitpeers.benchmarks.kernel.flood;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The measurements of all rounds with one control plane. Not thread-safe. */
final class FloodReport {
  /** The part of a figure's id that says that the figure was measured without a flood. */
  static final String CALM = "calm";

  private static final String AFTER = "after-";
  private static final int PERCENT = 100;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Duration controlPlane;
  private final Map<String, List<List<Double>>> replies = new LinkedHashMap<>();
  private final Map<String, List<Double>> sent = new LinkedHashMap<>();
  private final Map<String, Integer> lost = new LinkedHashMap<>();

  FloodReport(Duration controlPlane) {
    this.controlPlane = controlPlane;
  }

  /** Adds how many milliseconds each client waited for its first reply without a flood. */
  void calm(List<Double> millis) {
    add(CALM, millis);
  }

  /** Adds how many milliseconds each client waited for its first reply during a flood. */
  void flood(FloodKind kind, List<Double> millis) {
    add(kind.id(), millis);
  }

  /** Adds how many milliseconds each client waited for its first reply after a flood. */
  void after(FloodKind kind, List<Double> millis) {
    add(AFTER + kind.id(), millis);
  }

  @SuppressWarnings("SystemOut") // For human readers of the run's output.
  private void add(String when, List<Double> millis) {
    System.out.println("Answer " + controlPlane.toMillis() + " ms, " + when + ": " + millis);
    replies.computeIfAbsent(when, each -> new ArrayList<>()).add(millis);
  }

  /** Adds the rate of a flood, from the number of its datagrams and its duration. */
  void sent(FloodKind kind, int count, Duration time) {
    sent.computeIfAbsent(kind.id(), each -> new ArrayList<>())
        .add(count * NANOS_PER_SECOND / time.toNanos());
  }

  /** Adds the number of lost pings of the client that pings all the time. */
  void lost(String when, int count) {
    lost.merge(when, count, Integer::sum);
  }

  /**
   * Returns the id of a figure.
   *
   * @param controlPlane the delay of the control plane
   * @param what the rest of the id, such as {@code p50.junk}
   */
  static String id(Duration controlPlane, String what) {
    return FirstReplyInFlood.NAME + ".answer" + controlPlane.toMillis() + "." + what;
  }

  /**
   * Returns the figures. The yardstick of a figure during or after a flood is the figure without a
   * flood.
   */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    replies.forEach(
        (when, rounds) -> {
          figures.add(against("p50", when, rounds.stream().map(r -> percentile(r, 50)).toList()));
          // The p99 and the worst value are computed over all rounds. One round has too few samples
          // for a high percentile, and the best round would hide it.
          List<Double> all = rounds.stream().flatMap(List::stream).toList();
          figures.add(against("p99", when, List.of(percentile(all, 99))));
          figures.add(against("worst", when, List.of(percentile(all, PERCENT))));
        });
    sent.forEach((kind, rates) -> figures.add(sent(kind, rates)));
    lost.forEach((when, count) -> figures.add(lostPings(when, count)));
    return figures;
  }

  private Figure against(String measure, String when, List<Double> millis) {
    Figure figure =
        Figure.of(
            id(controlPlane, measure + "." + when),
            FirstReplyInFlood.NAME,
            "first reply, " + measure + ", " + when + ", answer " + controlPlane.toMillis() + " ms",
            "ms",
            Better.LOWER,
            millis);
    return when.equals(CALM) ? figure : figure.against(id(controlPlane, measure + "." + CALM));
  }

  private Figure sent(String kind, List<Double> rates) {
    return Figure.of(
        id(controlPlane, "sent." + kind),
        FirstReplyInFlood.NAME,
        "datagrams a second, " + kind,
        "/s",
        Better.HIGHER,
        rates);
  }

  private Figure lostPings(String when, int count) {
    return Figure.of(
        id(controlPlane, "lost." + when),
        FirstReplyInFlood.NAME,
        "pings every 10 ms that were lost, " + when,
        "pings",
        Better.LOWER,
        List.of((double) count));
  }

  /**
   * Returns a percentile: the smallest value such that at least the given percentage of all values
   * are less than or equal to it.
   */
  static double percentile(List<Double> values, int percent) {
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (sorted.size() * percent + PERCENT - 1) / PERCENT;
    return sorted.get(Math.max(0, rank - 1));
  }
}
