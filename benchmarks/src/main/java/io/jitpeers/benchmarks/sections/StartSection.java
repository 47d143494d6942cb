package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures how long the process of the quick start runs, from start to end. The yardstick is a JVM
 * that prints a greeting.
 */
public final class StartSection implements Section {
  private static final String NAME = "start";
  private static final String HELLO = "start.hello";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<String> examples;

  /**
   * Creates the section.
   *
   * @param examples the command that runs the examples, without its arguments
   */
  public StartSection(List<String> examples) {
    this.examples = List.copyOf(examples);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "runs the quick start from the start of its process to its end";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    boolean full = effort == Effort.FULL;
    figures.accept(
        figure(
            HELLO,
            "a JVM that says hello",
            rounds(ForkedJvm.with().command(HelloMain.class), full ? 20 : 5)));
    List<String> quickStart = new ArrayList<>(examples);
    quickStart.add("quickstart");
    figures.accept(
        figure("start.quickstart", "the quick start", rounds(quickStart, full ? 10 : 2))
            .against(HELLO));
  }

  /**
   * Measures several times how long a program runs. The program runs once beforehand, so that its
   * files are in the page cache.
   */
  static List<Double> rounds(List<String> command, int count) throws Exception {
    double unused = Program.milliseconds(command, PATIENCE);
    List<Double> rounds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rounds.add(Program.milliseconds(command, PATIENCE));
    }
    return rounds;
  }

  private static Figure figure(String id, String title, List<Double> rounds) {
    return Figure.of(id, NAME, title, "ms", Better.LOWER, rounds);
  }
}
