package io.jitpeers.benchmarks.kernel.start;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.Size;
import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.JavaCommand;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures the time from the start of the gateway's process to its line "gateway started". The
 * yardstick is a JVM with the same options that only prints its version. JVM and gateway run in
 * turns, after one run of each that does not count.
 */
public final class StartInKernel implements Section {
  /** The name of this section of the benchmarks. */
  public static final String NAME = "start-in-kernel";

  /** The figure id of the gateway's start time. */
  public static final String GATEWAY = NAME + ".gateway";

  /** The figure id of the yardstick JVM's time. */
  public static final String JVM = NAME + ".jvm";

  private static final GatewayInterface WG = new GatewayInterface(0);

  /** The maximum heap of the yardstick JVM. It is the same as the gateway's. */
  private static final String HEAP = "128m";

  private static final int STATUS_PORT = 9586;
  private static final double MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  /** Creates the section. */
  public StartInKernel() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "The gateway's start in a real kernel, beside a bare JVM's.";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    int rounds = Size.of(effort).choose(1, 2, 9);
    List<Double> jvm = new ArrayList<>();
    List<Double> gateway = new ArrayList<>();
    try (World world = new World()) {
      ControlPlaneProcess controlPlane =
          world.own(
              ControlPlaneProcess.start(
                  world.gateway(), Files.createTempDirectory(NAME), Member.first(0, 1)));
      WG.create(world.gateway());
      List<String> flags = new ArrayList<>(controlPlane.flags());
      flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
      jvm(world.gateway());
      gateway(world.gateway(), flags);
      for (int round = 0; round < rounds; round++) {
        jvm.add(jvm(world.gateway()));
        gateway.add(gateway(world.gateway(), flags));
      }
    }
    figures.accept(Figure.of(JVM, NAME, "java -version", "ms", Better.LOWER, jvm));
    figures.accept(
        Figure.of(GATEWAY, NAME, "gateway, to \"gateway started\"", "ms", Better.LOWER, gateway)
            .against(JVM));
  }

  /**
   * Measures the yardstick JVM, in the gateway's namespace and with the gateway's options, but with
   * the JDK's own class-data archive instead of the gateway's.
   */
  private static double jvm(NetNamespace where) {
    List<String> gateway = JavaCommand.ofExamples(HEAP);
    List<String> line = new ArrayList<>(gateway.subList(0, gateway.indexOf("-jar")));
    line.removeIf(option -> option.startsWith("-XX:SharedArchiveFile="));
    line.add("-version");
    long start = System.nanoTime();
    where.run(line.toArray(String[]::new));
    return (System.nanoTime() - start) / MILLISECOND;
  }

  private static double gateway(NetNamespace where, List<String> flags) {
    long start = System.nanoTime();
    try (GatewayProcess gateway = GatewayProcess.launch(where, NAME, STATUS_PORT, flags)) {
      gateway.awaitStarted();
      return (System.nanoTime() - start) / MILLISECOND;
    }
  }
}
