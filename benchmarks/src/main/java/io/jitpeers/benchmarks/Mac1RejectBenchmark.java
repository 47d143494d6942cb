package io.jitpeers.benchmarks;

import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Refuses a flood of datagrams that look like initiations but carry a wrong MAC1. The datagrams are
 * already in memory. They are checked one by one, and in batches like those of a source that reads
 * many datagrams at a time. The result is the time per datagram.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Mac1RejectBenchmark {
  /**
   * The number of datagrams in one invocation, a multiple of each batch size. The datagrams take
   * 600 kB, which exceeds any L1 cache.
   */
  static final int DATAGRAMS = 4_096;

  private static final int LENGTH = 148;

  /** Datagrams with a wrong MAC1, in direct buffers like those of a capture library. */
  @State(Scope.Thread)
  public static class Flood {
    ResponderKey key;
    ByteBuffer[] datagrams;

    /** Creates the datagrams. */
    @Setup
    public void makeDatagrams() {
      Random random = new Random(LENGTH);
      key = ResponderKey.of(PrivateKey.generate(new SecureRandom()));
      datagrams = new ByteBuffer[DATAGRAMS];
      ByteBuffer memory = ByteBuffer.allocateDirect(DATAGRAMS * LENGTH);
      byte[] datagram = new byte[LENGTH];
      for (int i = 0; i < DATAGRAMS; i++) {
        random.nextBytes(datagram);
        ByteBuffer.wrap(datagram).putInt(0, 0x01000000);
        datagrams[i] = memory.slice(i * LENGTH, LENGTH).put(0, datagram);
      }
    }
  }

  /** The batch size, and the arrays for datagrams and results. */
  @State(Scope.Thread)
  public static class Batch {
    @Param({"16", "32", "64", "128", "256"})
    int size;

    ByteBuffer[] datagrams;
    @Nullable InitiationRefusal[] refusals;

    /** Creates the arrays. */
    @Setup
    public void makeArrays() {
      datagrams = new ByteBuffer[size];
      refusals = new InitiationRefusal[size];
    }
  }

  /**
   * Checks the datagrams one by one.
   *
   * @param flood the datagrams
   * @return how many datagrams had a wrong MAC1
   */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public int oneByOne(Flood flood) {
    int refused = 0;
    for (ByteBuffer datagram : flood.datagrams) {
      refused += flood.key.check(datagram) == InitiationRefusal.BAD_MAC1 ? 1 : 0;
    }
    return refused;
  }

  /**
   * Checks the datagrams batch by batch.
   *
   * @param flood the datagrams
   * @param batch the batch size and arrays
   * @return how many datagrams had a wrong MAC1
   */
  @Benchmark
  @OperationsPerInvocation(DATAGRAMS)
  public int together(Flood flood, Batch batch) {
    int refused = 0;
    for (int from = 0; from < DATAGRAMS; from += batch.size) {
      System.arraycopy(flood.datagrams, from, batch.datagrams, 0, batch.size);
      flood.key.check(batch.datagrams, batch.size, batch.refusals);
      for (InitiationRefusal refusal : batch.refusals) {
        refused += refusal == InitiationRefusal.BAD_MAC1 ? 1 : 0;
      }
    }
    return refused;
  }
}
