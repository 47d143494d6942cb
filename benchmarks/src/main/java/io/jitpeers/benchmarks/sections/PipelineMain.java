package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.X25519Implementations;
import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.spi.StoreException;

/**
 * Measures the pipeline in this JVM, on its assigned processors, and prints samples: how many
 * initiations per second are opened without further steps ({@code open}), how many peers per second
 * are installed ({@code installed}), and how long a first packet takes while there are no other
 * packets, in microseconds ({@code p50}, {@code p99}).
 */
public final class PipelineMain {
  private static final double PERCENT_MEDIAN = 0.50;
  private static final double PERCENT_HIGH = 0.99;

  private PipelineMain() {}

  /**
   * Measures.
   *
   * @param arguments the number of opening threads, the number of initiations in a round, the
   *     number of rounds that do not count, the number of rounds that count, and optionally the
   *     name of the implementation of X25519
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[0]);
    Traffic traffic = Traffic.of(Integer.parseInt(arguments[1]));
    int warmUps = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    String x25519 = arguments.length > 4 ? arguments[4] : X25519Implementations.BOUNCY_CASTLE;
    for (int round = -warmUps; round < rounds; round++) {
      measure(traffic, threads, x25519, round >= 0);
    }
  }

  private static void measure(Traffic traffic, int threads, String x25519, boolean counts)
      throws InterruptedException, StoreException {
    double opened = traffic.openedPerSecond(threads, x25519);
    double installed;
    try (MemoryGateway gateway = new MemoryGateway(traffic, threads, x25519)) {
      installed = gateway.installedPerSecond();
    }
    double[] micros;
    try (MemoryGateway gateway = new MemoryGateway(traffic, threads, x25519)) {
      micros = gateway.sortedFirstPacketMicros();
    }
    if (counts) {
      Samples.print("open", opened);
      Samples.print("installed", installed);
      Samples.print("p50", micros[(int) (micros.length * PERCENT_MEDIAN)]);
      Samples.print("p99", micros[(int) (micros.length * PERCENT_HIGH)]);
    }
  }
}
