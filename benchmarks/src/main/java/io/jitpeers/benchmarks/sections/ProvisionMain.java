package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.X25519Implementations;
import io.jitpeers.benchmarks.programs.ProfiledPart;

/**
 * Provisions peers in memory, as {@link PipelineMain} does, but without the other measurements of
 * {@code PipelineMain}. So the profile of this program shows only the provisioning.
 */
public final class ProvisionMain {
  private ProvisionMain() {}

  /**
   * Runs the rounds. Each round provisions the same peers at a new gateway.
   *
   * @param arguments the number of threads that open (decrypt) initiations, the number of
   *     initiations in a round, the number of warm-up rounds that are not profiled, and the number
   *     of rounds that are profiled
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[0]);
    Traffic traffic = Traffic.of(Integer.parseInt(arguments[1]));
    int warmUps = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    for (int round = -warmUps; round < rounds; round++) {
      try (MemoryGateway gateway =
          new MemoryGateway(traffic, threads, X25519Implementations.LIBCRYPTO)) {
        provision(gateway, round >= 0);
      }
    }
    ProfiledPart.write();
  }

  private static void provision(MemoryGateway gateway, boolean profiled)
      throws InterruptedException {
    if (profiled) {
      ProfiledPart.begin();
    }
    double unused = gateway.installedPerSecond();
    if (profiled) {
      ProfiledPart.end();
    }
  }
}
