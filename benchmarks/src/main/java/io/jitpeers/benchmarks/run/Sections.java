package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.figures.Section;
import java.nio.file.Path;
import java.util.List;

/** All sections. */
final class Sections {
  private Sections() {}

  /**
   * Returns the sections in the order in which they run.
   *
   * @param root the repository, with its jars built
   */
  static List<Section> all(Path root) {
    return List.of();
  }
}
