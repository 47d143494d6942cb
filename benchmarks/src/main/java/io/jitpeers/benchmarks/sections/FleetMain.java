package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.fleet.RedisFleet;
import io.jitpeers.fleet.RedisFleetOptions;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Advances {@linkplain SharedReplayMarks replay marks} in an engine (a Valkey or Redis server), as
 * gateways do for clients' first packets. Prints samples for each round. Two pairs of samples show
 * how long it takes to advance a mark, in milliseconds: one mark at a time ({@code alone.p50},
 * {@code alone.p99}), and at a fixed rate with up to 256 marks at a time ({@code paced.p50}, {@code
 * paced.p99}). The last sample shows how many marks are advanced in a second with 256 at a time
 * ({@code rate}).
 */
public final class FleetMain {
  private static final int AT_ONCE = 256;
  private static final double PERCENT_HIGH = 0.99;
  private static final long SECOND = 1_000_000_000;
  private static final long PATIENCE_SECONDS = 60;

  private final SharedReplayMarks marks;
  private final PublicKey[] keys;
  private int seconds;

  private FleetMain(SharedReplayMarks marks, int count) {
    this.marks = marks;
    Random random = new Random(1);
    this.keys = new PublicKey[count];
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[PublicKey.LENGTH];
      random.nextBytes(bytes);
      keys[i] = PublicKey.ofBytes(bytes);
    }
  }

  /**
   * Measures.
   *
   * @param arguments the engine's URL, the number of keys, the rate, the number of rounds that do
   *     not count, and the number of rounds that count
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    int keys = Integer.parseInt(arguments[1]);
    int rate = Integer.parseInt(arguments[2]);
    int warmUps = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    try (RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(arguments[0]).build())) {
      fleet.start();
      FleetMain main = new FleetMain(fleet.replayMarks(), keys);
      for (int round = -warmUps; round < rounds; round++) {
        long[] alone = main.round(1, 0, keys / 4);
        long[] paced = main.round(AT_ONCE, rate, keys / 4);
        long start = System.nanoTime();
        long[] together = main.round(AT_ONCE, 0, keys);
        double took = System.nanoTime() - start;
        if (round >= 0) {
          print("alone", alone);
          print("paced", paced);
          Samples.print("rate", together.length * SECOND / took);
        }
      }
    }
  }

  private static void print(String name, long[] nanos) {
    Arrays.sort(nanos);
    Samples.print(name + ".p50", nanos[nanos.length / 2] / 1e6);
    Samples.print(name + ".p99", nanos[(int) (nanos.length * PERCENT_HIGH)] / 1e6);
  }

  /**
   * Advances the marks of several keys, and returns how long each took.
   *
   * @param atOnce the maximum number at the same time
   * @param rate how many a second; 0 for as many as possible
   */
  private long[] round(int atOnce, int rate, int count) throws InterruptedException {
    Tai64n timestamp = Tai64n.of(Instant.now().plusSeconds(++seconds));
    long[] nanos = new long[count];
    Semaphore places = new Semaphore(atOnce);
    AtomicInteger accepted = new AtomicInteger();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = rate == 0 ? 0 : awaitTurn(start + i * SECOND / rate);
      places.acquire();
      long since = rate == 0 ? System.nanoTime() : due;
      int number = i;
      Advance advance = new Advance(keys[i], timestamp, true, Duration.ofDays(1));
      var unused =
          marks
              .advance(advance)
              .whenComplete(
                  (answer, failure) -> {
                    nanos[number] = System.nanoTime() - since;
                    accepted.addAndGet(answer != null && answer.accepted() ? 1 : 0);
                    places.release();
                  });
    }
    if (!places.tryAcquire(atOnce, PATIENCE_SECONDS, TimeUnit.SECONDS) || accepted.get() != count) {
      throw new IllegalStateException("of " + count + " only " + accepted + " were accepted");
    }
    return nanos;
  }

  private static long awaitTurn(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return due;
  }
}
