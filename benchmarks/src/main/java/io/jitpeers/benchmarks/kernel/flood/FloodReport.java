package io.jitpeers.benchmarks.kernel.flood;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rounds with one control plane measured. Not thread-safe. */
final class FloodReport {
  /** The state of things without a flood. */
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

  /** Takes the milliseconds of a round in calm. */
  void calm(List<Double> millis) {
    add(CALM, millis);
  }

  /** Takes those beside a flood. */
  void flood(FloodKind kind, List<Double> millis) {
    add(kind.id(), millis);
  }

  /** Takes those after it. */
  void after(FloodKind kind, List<Double> millis) {
    add(AFTER + kind.id(), millis);
  }

  @SuppressWarnings("SystemOut") // for whoever looks into a run
  private void add(String when, List<Double> millis) {
    System.out.println("Answer " + controlPlane.toMillis() + " ms, " + when + ": " + millis);
    replies.computeIfAbsent(when, each -> new ArrayList<>()).add(millis);
  }

  /** Takes how many datagrams a flood had. */
  void sent(FloodKind kind, int count, Duration time) {
    sent.computeIfAbsent(kind.id(), each -> new ArrayList<>())
        .add(count * NANOS_PER_SECOND / time.toNanos());
  }

  /** Takes how many pings of a client that talks were lost. */
  void lost(String when, int count) {
    lost.merge(when, count, Integer::sum);
  }

  /**
   * Returns the id of a figure.
   *
   * @param controlPlane how long it takes for an answer
   * @param what such as {@code p50.junk}
   */
  static String id(Duration controlPlane, String what) {
    return FirstReplyInFlood.NAME + ".answer" + controlPlane.toMillis() + "." + what;
  }

  /** Returns the figures; what is beside a flood or after it, against calm. */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    replies.forEach(
        (when, rounds) -> {
          figures.add(against("p50", when, rounds.stream().map(r -> percentile(r, 50)).toList()));
          // One round has too few for a high percentile, and the best of several would hide it.
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

  /** Returns the smallest value that so many percent do not exceed. */
  static double percentile(List<Double> values, int percent) {
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (sorted.size() * percent + PERCENT - 1) / PERCENT;
    return sorted.get(Math.max(0, rank - 1));
  }
}
