package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.OpenInitiationBenchmark;
import io.jitpeers.benchmarks.X25519Implementations;
import io.jitpeers.benchmarks.programs.ProfiledPart;
import io.jitpeers.wireguard.InitiationResult;

/** Opens initiations of a known key with Conscrypt, as the benchmark does, for a profile. */
public final class OpenKnownKeyMain {
  private OpenKnownKeyMain() {}

  /**
   * Opens initiations.
   *
   * @param arguments two numbers: how many initiations to open before the profile begins, and how
   *     many to open during the profile
   */
  public static void main(String[] arguments) {
    OpenInitiationBenchmark benchmark = new OpenInitiationBenchmark();
    benchmark.x25519 = X25519Implementations.CONSCRYPT;
    benchmark.makeInitiation();
    open(benchmark, Integer.parseInt(arguments[0]));
    ProfiledPart.begin();
    open(benchmark, Integer.parseInt(arguments[1]));
    ProfiledPart.end();
    ProfiledPart.write();
  }

  private static void open(OpenInitiationBenchmark benchmark, int count) {
    for (int i = 0; i < count; i++) {
      if (!(benchmark.knownKey() instanceof InitiationResult.Opened)) {
        throw new IllegalStateException("an initiation was refused");
      }
    }
  }
}
