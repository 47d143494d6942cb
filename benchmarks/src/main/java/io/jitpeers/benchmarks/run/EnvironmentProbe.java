package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.programs.Program;
import io.jitpeers.benchmarks.report.Environment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Determines the conditions of a run from the machine and the repository. */
final class EnvironmentProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String UNKNOWN = "unknown";

  private EnvironmentProbe() {}

  static Environment look(Effort effort, Path root) throws InterruptedException {
    String commit = git(root, "rev-parse", "--short=8", "HEAD");
    // Changed results and profiles are ignored, because those of earlier runs do not affect the
    // measured code.
    String changes =
        git(
            root,
            "status",
            "--porcelain",
            "--",
            ".",
            ":!benchmarks/results",
            ":!benchmarks/profiles");
    return new Environment(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        commit.isEmpty() ? UNKNOWN : commit,
        !changes.isEmpty(),
        effort,
        field("/proc/cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        memoryMib(),
        System.getProperty("java.vm.version", "?") + " " + System.getProperty("java.vendor", ""),
        System.getProperty("os.version", UNKNOWN),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String git(Path root, String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
    command.addAll(List.of(arguments));
    try {
      return Program.run(command, PATIENCE).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static long memoryMib() {
    String kib = field("/proc/meminfo", "MemTotal").toLowerCase(Locale.ROOT).replace(" kb", "");
    return kib.equals(UNKNOWN) ? 0 : Long.parseLong(kib) / 1024;
  }

  /** Returns the value of the first line that begins with the given name and contains a colon. */
  private static String field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
