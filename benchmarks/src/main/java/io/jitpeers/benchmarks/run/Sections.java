package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.KernelSections;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.sections.CryptoSection;
import io.jitpeers.benchmarks.sections.FleetSection;
import io.jitpeers.benchmarks.sections.HttpSection;
import io.jitpeers.benchmarks.sections.MemorySection;
import io.jitpeers.benchmarks.sections.PipelineSection;
import io.jitpeers.benchmarks.sections.RevalidationSection;
import io.jitpeers.benchmarks.sections.SimulateSection;
import io.jitpeers.benchmarks.sections.StartSection;
import io.jitpeers.benchmarks.sections.WarmStartSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists all {@linkplain Section sections} of a benchmark run. */
final class Sections {
  private Sections() {}

  /**
   * Returns the sections in the order in which they run.
   *
   * @param root the repository, with its jars built
   */
  static List<Section> all(Path root) {
    List<String> examples =
        List.of(
            ForkedJvm.java(), "-jar", root.resolve("examples/target/jit-examples.jar").toString());
    List<Section> sections =
        new ArrayList<>(
            List.of(
                new CryptoSection(),
                new PipelineSection(),
                new MemorySection(),
                new RevalidationSection(),
                new StartSection(examples),
                new WarmStartSection(examples),
                new HttpSection(examples),
                new FleetSection(),
                new SimulateSection(examples)));
    sections.addAll(KernelSections.all());
    return List.copyOf(sections);
  }
}
