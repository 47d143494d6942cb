package io.jitpeers.benchmarks.figures;

import java.util.function.Consumer;

/**
 * A part of a benchmark run that measures figures of one kind together with their yardsticks.
 * Sections run one after the other on an otherwise quiet machine.
 */
public interface Section {
  /** Returns its name in results, such as {@code kernel-scale}. */
  String name();

  /** Returns what it measures, in a sentence. */
  String describe();

  /**
   * Measures.
   *
   * @param effort how long it may take
   * @param figures receives each figure once it is measured, a yardstick before what is divided by
   *     it
   * @throws Exception if something cannot be measured; figures before it stay in the results
   */
  void run(Effort effort, Consumer<Figure> figures) throws Exception;
}
