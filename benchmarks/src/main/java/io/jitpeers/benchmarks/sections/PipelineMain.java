package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.X25519Implementations;
import io.jitpeers.benchmarks.programs.Folders;
import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.spi.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures the pipeline in this JVM, on its assigned processors, and prints samples: how many
 * initiations per second are opened without further steps ({@code open}), how many peers per second
 * are installed ({@code installed}), and how long a first packet takes while there are no other
 * packets, in microseconds ({@code p50}, {@code p99}). The samples {@code recorded}, {@code
 * recorded-p50} and {@code recorded-p99} correspond to {@code installed}, {@code p50} and {@code
 * p99}, but come from a gateway that records each peer in a journal before it installs the peer.
 * The journal is in a temporary folder.
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
      throws IOException, InterruptedException, StoreException {
    double opened = traffic.openedPerSecond(threads, x25519);
    Measured plain = measured(() -> new MemoryGateway(traffic, threads, x25519));
    Path state = Files.createTempDirectory("jit-peers-journal");
    Measured recorded;
    try {
      // Each gateway has an empty journal of its own.
      int[] number = new int[1];
      recorded =
          measured(
              () ->
                  MemoryGateway.withJournal(
                      traffic, threads, x25519, state.resolve("" + number[0]++)));
    } finally {
      Folders.delete(state);
    }
    if (counts) {
      Samples.print("open", opened);
      plain.print("installed", "");
      recorded.print("recorded", "recorded-");
    }
  }

  private static Measured measured(Gateways gateways) throws InterruptedException, StoreException {
    double installed;
    try (MemoryGateway gateway = gateways.start()) {
      installed = gateway.installedPerSecond();
    }
    try (MemoryGateway gateway = gateways.start()) {
      double[] micros = gateway.sortedFirstPacketMicros();
      return new Measured(
          installed,
          micros[(int) (micros.length * PERCENT_MEDIAN)],
          micros[(int) (micros.length * PERCENT_HIGH)]);
    }
  }

  private interface Gateways {
    MemoryGateway start() throws StoreException;
  }

  private record Measured(double installed, double median, double high) {
    void print(String rate, String prefix) {
      Samples.print(rate, installed);
      Samples.print(prefix + "p50", median);
      Samples.print(prefix + "p99", high);
    }
  }
}
