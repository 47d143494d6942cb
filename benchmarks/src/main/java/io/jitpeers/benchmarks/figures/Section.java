package io.jitpeers.benchmarks.figures;

import java.util.function.Consumer;

/**
 * A part of a benchmark run that measures related figures together with their yardsticks. Sections
 * run one after another on an otherwise idle machine.
 */
public interface Section {
  /** Returns the section's name in results, such as {@code kernel-scale}. */
  String name();

  /** Returns a sentence that says what the section measures. */
  String describe();

  /**
   * Measures.
   *
   * @param effort limits the duration
   * @param figures receives each figure after its measurement; a yardstick comes before the figures
   *     that are divided by it
   * @throws Exception if something cannot be measured; earlier figures stay in the results
   */
  void run(Effort effort, Consumer<Figure> figures) throws Exception;
}
