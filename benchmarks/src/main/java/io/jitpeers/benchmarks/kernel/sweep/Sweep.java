package io.jitpeers.benchmarks.kernel.sweep;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.Size;
import io.jitpeers.benchmarks.programs.ProfiledPart;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures the time from a new client's datagram until the client's peer is installed. A first
 * packet arrives every 20 ms, while the orchestrator evicts thousands of peers from an interface
 * that has many more. The yardstick is the time without an eviction. Also measures what a sweep
 * that evicts nobody allocates.
 */
public final class Sweep implements Section {
  /** The name of this section of the benchmarks. */
  public static final String NAME = "sweep";

  private static final List<SweepPlan> TINY = List.of(new SweepPlan(200, 50, 20, 1));
  private static final List<SweepPlan> QUICK = List.of(new SweepPlan(10_000, 2_000, 100, 2));
  private static final List<SweepPlan> FULL =
      List.of(new SweepPlan(100_000, 5_000, 250, 7), new SweepPlan(500_000, 5_000, 1_000, 3));

  /** How many peers are on the interface, for each measurement of the full effort. */
  public static final List<Integer> SIZES = FULL.stream().map(SweepPlan::resident).toList();

  /** Creates the section. */
  public Sweep() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "First packets while thousands of peers are evicted, beside calm.";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    for (SweepPlan plan : Size.of(effort).choose(TINY, QUICK, FULL)) {
      try (NetNamespace namespace = NetNamespace.create(NAME)) {
        Report report = namespace.call(() -> measure(namespace, plan));
        report.figures(plan).forEach(figures);
      }
    }
  }

  private static Report measure(NetNamespace namespace, SweepPlan plan) throws Exception {
    Report report = new Report();
    try (SweepRounds rounds = new SweepRounds(namespace, plan)) {
      // This warm-up lets the JVM compile the code.
      rounds.calm(rounds.evicting().size());
      for (int round = 0; round < plan.rounds(); round++) {
        ProfiledPart.begin();
        List<Double> evicting = rounds.evicting();
        ProfiledPart.end();
        report.add("evicting", evicting);
        report.add("calm", rounds.calm(evicting.size()));
        report.microsecondsPerEviction.add(rounds.microsecondsPerEviction());
        report.allocatedPerPeer.add(rounds.allocatedPerPeer());
      }
      ProfiledPart.write();
    }
    return report;
  }

  /** The measurements of all rounds. */
  private static final class Report {
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final List<Double> microsecondsPerEviction = new ArrayList<>();
    private final List<Double> allocatedPerPeer = new ArrayList<>();

    void add(String when, List<Double> sorted) {
      values("p50." + when).add(percentile(sorted, 50));
      values("p99." + when).add(percentile(sorted, 99));
    }

    private List<Double> values(String what) {
      return millis.computeIfAbsent(what, key -> new ArrayList<>());
    }

    List<Figure> figures(SweepPlan plan) {
      List<Figure> figures = new ArrayList<>();
      for (String percentile : new String[] {"p50", "p99"}) {
        Figure calm = figure(plan, percentile, "calm");
        figures.add(calm);
        figures.add(figure(plan, percentile, "evicting").against(calm.id()));
      }
      figures.add(
          Figure.of(
              id(plan.resident(), "eviction"),
              NAME,
              String.format(
                  Locale.ROOT,
                  "evict %,d of %,d peers, with the listing",
                  plan.evicted(),
                  plan.resident()),
              "µs/peer",
              Better.LOWER,
              microsecondsPerEviction));
      figures.add(
          Figure.of(
              id(plan.resident(), "allocated"),
              NAME,
              String.format(
                  Locale.ROOT,
                  "allocated by a sweep that evicts none of %,d peers, for each",
                  plan.resident()),
              "B",
              Better.LOWER,
              allocatedPerPeer));
      return figures;
    }

    private Figure figure(SweepPlan plan, String percentile, String when) {
      return Figure.of(
          id(plan.resident(), percentile + "." + when),
          NAME,
          String.format(
              Locale.ROOT,
              "first packet to installed, %s, %,d peers, %s",
              percentile,
              plan.resident(),
              when),
          "ms",
          Better.LOWER,
          values(percentile + "." + when));
    }
  }

  /**
   * Returns the id of a figure.
   *
   * @param resident how many peers are on the interface permanently
   * @param what the rest of the id, such as {@code p99.evicting}
   */
  public static String id(int resident, String what) {
    return NAME + "." + resident + "." + what;
  }

  /**
   * Returns a percentile: the smallest value such that at least the given percentage of all values
   * are less than or equal to it.
   */
  static double percentile(List<Double> sorted, int percent) {
    int rank = (sorted.size() * percent + 99) / 100;
    return sorted.get(Math.max(0, rank - 1));
  }
}
