package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.sections.SectionTables;
import java.util.List;

/** All tables that documents can have. */
final class ReadmeTables {
  private ReadmeTables() {}

  static List<ReadmeTable> all() {
    return List.copyOf(SectionTables.all());
  }
}
