package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A section that runs on a kernel with WireGuard, in a separate JVM.
 *
 * @param inside the section that the separate JVM runs
 * @param memory the memory that a User-Mode Linux needs for the full effort, such as 2G
 * @param heap the heap that the separate JVM needs for the full effort
 * @param quick the time limit for the quick effort
 * @param full the time limit for the full effort
 */
record KernelSection(Section inside, String memory, String heap, Duration quick, Duration full)
    implements Section {
  private static final String QUICK_MEMORY = "2G";
  private static final String QUICK_HEAP = "1g";

  @Override
  public String name() {
    return inside.name();
  }

  @Override
  public String describe() {
    return inside.describe();
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures)
      throws IOException, InterruptedException {
    boolean isFull = effort == Effort.FULL;
    Path root = Path.of(System.getProperty("jit.benchmarks.root", "")).toAbsolutePath();
    Path scripts = root.resolve("kernel-tests/src/uml");
    if (!Files.isExecutable(scripts.resolve("boot"))) {
      throw new IOException(root + " is not the repository: it has no kernel-tests/src/uml/boot");
    }
    RunFiles files = new RunFiles(root.resolve("benchmarks/target/kernel").resolve(name()));
    new KernelRun(root, scripts, files, isFull ? memory : QUICK_MEMORY, isFull ? full : quick)
        .run(new InnerJava(name(), effort, isFull ? heap : QUICK_HEAP), figures);
  }
}
