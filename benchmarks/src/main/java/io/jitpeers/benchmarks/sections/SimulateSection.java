package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures how long the threshold simulator takes for a week of many clients, with all combinations
 * of thresholds and times between sweeps. This time is compared with the time for a tenth of the
 * clients.
 */
public final class SimulateSection implements Section {
  private static final String NAME = "simulate";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final List<String> examples;

  /**
   * Creates the section.
   *
   * @param examples the command that runs the examples, without its arguments
   */
  public SimulateSection(List<String> examples) {
    this.examples = List.copyOf(examples);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "simulates a week of many clients with every threshold";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    boolean full = effort == Effort.FULL;
    run(full ? 1_000_000 : 10_000, full ? 3 : 1, figures);
  }

  void run(int clients, int rounds, Consumer<Figure> figures) throws Exception {
    String less = "simulate.tenth";
    figures.accept(figure(less, clients / 10, rounds));
    figures.accept(figure("simulate.week", clients, rounds).against(less));
  }

  private Figure figure(String id, int clients, int rounds) throws Exception {
    List<String> command = new ArrayList<>(examples);
    command.addAll(List.of("simulate", "--clients", Integer.toString(clients)));
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      times.add(Program.milliseconds(command, PATIENCE));
    }
    String title = "a week of " + String.format(Locale.ROOT, "%,d", clients) + " clients";
    return Figure.of(id, NAME, title, "ms", Better.LOWER, times);
  }
}
