package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.failover.Failover;
import io.jitpeers.benchmarks.kernel.firstreply.FirstPacketBudget;
import io.jitpeers.benchmarks.kernel.firstreply.FirstReply;
import io.jitpeers.benchmarks.kernel.flood.FirstReplyInFlood;
import io.jitpeers.benchmarks.kernel.scale.KernelScale;
import io.jitpeers.benchmarks.kernel.start.StartInKernel;
import io.jitpeers.benchmarks.kernel.sweep.Sweep;
import java.time.Duration;
import java.util.List;

/** All sections that need a kernel with WireGuard. Like the kernel tests, they need root. */
public final class KernelSections {
  private static final List<KernelSection> ALL =
      List.of(
          new KernelSection(
              new KernelScale(), "5G", "2g", Duration.ofMinutes(5), Duration.ofMinutes(40)),
          new KernelSection(new Sweep(), "5G", "2g", Duration.ofMinutes(5), Duration.ofMinutes(40)),
          new KernelSection(
              new FirstReply(), "2G", "512m", Duration.ofMinutes(8), Duration.ofMinutes(40)),
          new KernelSection(
              new FirstPacketBudget(), "2G", "512m", Duration.ofMinutes(8), Duration.ofMinutes(30)),
          new KernelSection(
              new FirstReplyInFlood(),
              "2G",
              "512m",
              Duration.ofMinutes(10),
              Duration.ofMinutes(40)),
          new KernelSection(
              new Failover(), "2G", "512m", Duration.ofMinutes(10), Duration.ofMinutes(30)),
          new KernelSection(
              new StartInKernel(), "2G", "512m", Duration.ofMinutes(5), Duration.ofMinutes(10)));

  private KernelSections() {}

  /** Returns the sections in the order in which they should run. */
  public static List<Section> all() {
    return List.copyOf(ALL);
  }

  /**
   * Returns the section that measures, by its name. The separate JVM that a {@link KernelSection}
   * starts runs this section.
   */
  static Section inside(String name) {
    return ALL.stream()
        .filter(section -> section.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no section " + name))
        .inside();
  }
}
