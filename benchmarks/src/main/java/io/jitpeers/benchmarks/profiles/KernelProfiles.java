package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.KernelSections;
import io.jitpeers.benchmarks.kernel.firstreply.FirstPacketBudget;
import io.jitpeers.benchmarks.kernel.start.StartInKernel;
import io.jitpeers.benchmarks.kernel.sweep.Sweep;
import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import java.util.List;
import java.util.Map;

/**
 * The profiles of sections (parts of a benchmark run) that need a kernel with WireGuard. This
 * kernel is the machine's own, or a User-Mode Linux.
 */
final class KernelProfiles {
  private KernelProfiles() {}

  static List<Profile> all() {
    return List.of(
        new Profile(
            "sweep",
            "First packets while 2,000 of 12,000 peers are evicted from the real kernel.",
            Event.TIMER,
            recorder -> run(Sweep.NAME, recorder.partProperties())),
        new Profile(
            "first-packet",
            "The gateway's whole process, which serves 280 first packets on the real kernel.",
            Event.TIMER,
            recorder -> run(FirstPacketBudget.NAME, gateway(recorder))),
        new Profile(
            "gateway-start",
            "The gateway's process on the real kernel, from its start to its end right after it.",
            Event.TIMER,
            recorder -> run(StartInKernel.NAME, gateway(recorder))));
  }

  private static Map<String, String> gateway(Recorder recorder) {
    return Map.of(ExamplesProcess.GATEWAY_OPTIONS, String.join(" ", recorder.wholeOptions()));
  }

  /**
   * Runs a section while the given system properties are set. Their names begin with {@code jit.},
   * so the properties are passed on to the JVM that measures.
   */
  private static void run(String name, Map<String, String> properties) throws Exception {
    properties.forEach(System::setProperty);
    try {
      section(name).run(Effort.QUICK, figure -> {});
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }

  private static Section section(String name) {
    return KernelSections.all().stream()
        .filter(section -> section.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
