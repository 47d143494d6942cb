package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.fleet.RedisFleet;
import io.jitpeers.fleet.RedisFleetOptions;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Measures a fleet's directory on a Redis server. Claims locations, as a gateway does after
 * handshakes. Also looks up endpoints, as a gateway does when it receives data from unknown
 * senders. Prints samples for each measured round: the number of claims per second while up to 256
 * claims run concurrently ({@code claims}), and the duration of a look-up while no other look-up
 * runs, in milliseconds ({@code locate.p50}, {@code locate.p99}).
 */
public final class DirectoryMain {
  private static final int AT_ONCE = 256;
  private static final double PERCENT_HIGH = 0.99;
  private static final long SECOND = 1_000_000_000;
  private static final long PATIENCE_SECONDS = 60;

  private final FleetDirectory directory;
  private final PeerLocation[] locations;

  private DirectoryMain(FleetDirectory directory, int count) throws UnknownHostException {
    this.directory = directory;
    Random random = new Random(1);
    this.locations = new PeerLocation[count];
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[PublicKey.LENGTH];
      random.nextBytes(key);
      InetAddress inside =
          InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(10 << 24 | i).array());
      InetAddress outside =
          InetAddress.getByAddress(
              ByteBuffer.allocate(4).putInt(198 << 24 | 18 << 16 | i >> 8).array());
      locations[i] =
          new PeerLocation(
              PublicKey.ofBytes(key),
              "10.80.0.11",
              Tai64n.of(1L << 62, i),
              new InetSocketAddress(outside, 1024 + i % 50_000),
              List.of(IpPrefix.ofAddress(ByteBuffer.wrap(inside.getAddress()))));
    }
  }

  /**
   * Runs the warm-up rounds, then the measured rounds.
   *
   * @param arguments the Redis server's URL, the number of peers, the number of warm-up rounds, and
   *     the number of measured rounds
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    int peers = Integer.parseInt(arguments[1]);
    int warmUps = Integer.parseInt(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    try (RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(arguments[0]).build())) {
      FleetDirectory directory = fleet.directory();
      fleet.start();
      DirectoryMain main = new DirectoryMain(directory, peers);
      for (int round = -warmUps; round < rounds; round++) {
        long start = System.nanoTime();
        main.round(AT_ONCE, peers, i -> main.claim(i));
        double took = System.nanoTime() - start;
        long[] alone = main.round(1, peers / 4, i -> main.locate(i));
        if (round >= 0) {
          Samples.print("claims", peers * SECOND / took);
          Arrays.sort(alone);
          Samples.print("locate.p50", alone[alone.length / 2] / 1e6);
          Samples.print("locate.p99", alone[(int) (alone.length * PERCENT_HIGH)] / 1e6);
        }
      }
    }
  }

  private CompletionStage<Boolean> claim(int i) {
    return directory.claim(locations[i]).thenApply(FleetDirectory.Claim::accepted);
  }

  private CompletionStage<Boolean> locate(int i) {
    InetSocketAddress endpoint = locations[i].endpoint();
    return endpoint == null
        ? CompletableFuture.completedFuture(false)
        : directory
            .locateEndpoint(endpoint)
            .thenApply(found -> found.filter(locations[i]::equals).isPresent());
  }

  /** Returns how long each of several calls takes. All must complete with true. */
  private long[] round(int atOnce, int count, IntFunction<CompletionStage<Boolean>> call)
      throws InterruptedException {
    long[] nanos = new long[count];
    Semaphore places = new Semaphore(atOnce);
    AtomicInteger succeeded = new AtomicInteger();
    for (int i = 0; i < count; i++) {
      places.acquire();
      long since = System.nanoTime();
      int number = i;
      var unused =
          call.apply(i)
              .whenComplete(
                  (done, failure) -> {
                    nanos[number] = System.nanoTime() - since;
                    succeeded.addAndGet(Boolean.TRUE.equals(done) ? 1 : 0);
                    places.release();
                  });
    }
    if (!places.tryAcquire(atOnce, PATIENCE_SECONDS, TimeUnit.SECONDS)
        || succeeded.get() != count) {
      throw new IllegalStateException("of " + count + " calls only " + succeeded + " succeeded");
    }
    return nanos;
  }
}
