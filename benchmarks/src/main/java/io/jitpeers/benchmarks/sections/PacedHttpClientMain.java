package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.ProfiledPart;
import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks up peers over HTTP at a fixed rate, whether or not earlier lookups have ended. A lookup's
 * duration counts from the moment at which it was due, so a pause of client or server lengthens
 * every lookup that was due in it. Prints samples: the median ({@code p50}) and the 99th percentile
 * ({@code p99}) in milliseconds.
 */
public final class PacedHttpClientMain {
  private static final double PERCENT_HIGH = 0.99;
  private static final long SECOND = 1_000_000_000;

  private PacedHttpClientMain() {}

  /**
   * Measures.
   *
   * @param arguments the control plane's URL, a file with a key on each line, the number of lookups
   *     a second, the number of lookups of a round, the number of rounds that do not count, and the
   *     number of rounds that count
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    URI uri = URI.create(arguments[0]);
    List<PublicKey> keys =
        Files.readAllLines(Path.of(arguments[1])).stream().map(PublicKey::ofBase64).toList();
    int rate = Integer.parseInt(arguments[2]);
    int lookups = Integer.parseInt(arguments[3]);
    int warmUps = Integer.parseInt(arguments[4]);
    int rounds = Integer.parseInt(arguments[5]);
    try (HttpPeerConfigSource source =
        HttpPeerConfigSource.builder(uri).deadline(Duration.ofSeconds(30)).build()) {
      for (int round = -warmUps; round < rounds; round++) {
        if (round == 0) {
          ProfiledPart.begin();
        }
        long[] nanos = round(source, keys, rate, lookups);
        if (round >= 0) {
          Arrays.sort(nanos);
          Samples.print("p50", nanos[lookups / 2] / 1e6);
          Samples.print("p99", nanos[(int) (lookups * PERCENT_HIGH)] / 1e6);
        }
      }
      ProfiledPart.end();
      ProfiledPart.write();
    }
  }

  private static long[] round(
      HttpPeerConfigSource source, List<PublicKey> keys, int rate, int lookups)
      throws InterruptedException {
    TimedLookups timed = new TimedLookups(source, lookups, lookups);
    long start = System.nanoTime();
    for (int i = 0; i < lookups; i++) {
      long due = start + i * SECOND / rate;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      timed.awaitPlace();
      timed.begin(keys.get(i % keys.size()), i, due);
    }
    return timed.await();
  }
}
