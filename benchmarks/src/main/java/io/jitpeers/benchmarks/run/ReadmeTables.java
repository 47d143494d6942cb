package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.kernel.KernelTables;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.sections.FleetTables;
import io.jitpeers.benchmarks.sections.SectionTables;
import io.jitpeers.benchmarks.sections.TimeTables;
import java.util.ArrayList;
import java.util.List;

/** Lists the tables that are generated from benchmark results for the project's documents. */
final class ReadmeTables {
  private ReadmeTables() {}

  static List<ReadmeTable> all() {
    List<ReadmeTable> tables = new ArrayList<>(SectionTables.all());
    tables.addAll(TimeTables.all());
    tables.addAll(FleetTables.all());
    tables.addAll(KernelTables.all());
    return List.copyOf(tables);
  }
}
