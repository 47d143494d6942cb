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

/**
 * Looks up peers over HTTP, with a fixed number of concurrent lookups and a new client for each
 * round. Prints samples: the lookups per second ({@code rate}) and the 99th percentile of a
 * lookup's duration in milliseconds ({@code p99}).
 */
public final class HttpClientMain {
  private static final double PERCENT_HIGH = 0.99;

  private HttpClientMain() {}

  /**
   * Measures.
   *
   * @param arguments the control plane's URL, a file with a key on each line, the number of
   *     concurrent lookups, the number of rounds that do not count, and the number of rounds that
   *     count
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    URI uri = URI.create(arguments[0]);
    List<PublicKey> keys =
        Files.readAllLines(Path.of(arguments[1])).stream().map(PublicKey::ofBase64).toList();
    int atOnce = Integer.parseInt(arguments[2]);
    int warmUps = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    for (int round = -warmUps; round < rounds; round++) {
      if (round == 0) {
        ProfiledPart.begin();
      }
      round(uri, keys, atOnce, round >= 0);
    }
    ProfiledPart.end();
    ProfiledPart.write();
  }

  private static void round(URI uri, List<PublicKey> keys, int atOnce, boolean counts)
      throws InterruptedException {
    // The first tenth of the lookups is not measured, because it opens the connections.
    int first = keys.size() / 10;
    try (HttpPeerConfigSource source =
        HttpPeerConfigSource.builder(uri).deadline(Duration.ofSeconds(30)).build()) {
      long[] unused = lookUp(source, keys.subList(0, first), atOnce);
      long start = System.nanoTime();
      long[] nanos = lookUp(source, keys.subList(first, keys.size()), atOnce);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (counts) {
        Arrays.sort(nanos);
        Samples.print("rate", nanos.length / seconds);
        Samples.print("p99", nanos[(int) (nanos.length * PERCENT_HIGH)] / 1e6);
      }
    }
  }

  /** Returns how long each lookup took. */
  private static long[] lookUp(HttpPeerConfigSource source, List<PublicKey> keys, int atOnce)
      throws InterruptedException {
    TimedLookups lookups = new TimedLookups(source, keys.size(), atOnce);
    for (int i = 0; i < keys.size(); i++) {
      lookups.awaitPlace();
      lookups.begin(keys.get(i), i, System.nanoTime());
    }
    return lookups.await();
  }
}
