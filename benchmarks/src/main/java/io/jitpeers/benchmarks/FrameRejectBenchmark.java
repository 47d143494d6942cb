package io.jitpeers.benchmarks;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.internal.frame.FrameDecoder;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decodes frames in memory and refuses their datagrams because of a wrong MAC1, in batches like
 * those of a capture. The result is the time per frame.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameRejectBenchmark {
  static final int FRAMES = 4_096;
  private static final int BATCH = 256;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(FRAMES * GarbageFrames.LENGTH);
  private final FrameDecoder[] decoders = new FrameDecoder[BATCH];
  private final ByteBuffer[] payloads = new ByteBuffer[BATCH];
  private final @Nullable InitiationRefusal[] refusals = new @Nullable InitiationRefusal[BATCH];
  private ResponderKey key;

  /** Creates the frames. */
  @Setup
  public void makeFrames() {
    key = ResponderKey.of(PrivateKey.generate(new SecureRandom()));
    GarbageFrames garbage = new GarbageFrames();
    for (int i = 0; i < FRAMES; i++) {
      garbage.put(memory);
    }
    memory.clear();
    for (int i = 0; i < BATCH; i++) {
      decoders[i] = new FrameDecoder(memory, LinkType.EN10MB);
      payloads[i] = memory.duplicate();
    }
  }

  /**
   * Decodes and refuses the frames.
   *
   * @return how many frames passed the earlier checks and were refused because of a wrong MAC1
   */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int decodeAndReject() {
    int refused = 0;
    for (int from = 0; from < FRAMES; from += BATCH) {
      int count = decode(from);
      key.check(payloads, count, refusals);
      for (int i = 0; i < count; i++) {
        refused += refusals[i] == InitiationRefusal.BAD_MAC1 ? 1 : 0;
      }
    }
    return refused;
  }

  private int decode(int from) {
    int count = 0;
    for (int i = 0; i < BATCH; i++) {
      FrameDecoder decoder = decoders[count];
      FrameRefusal refusal =
          decoder.decode((from + i) * GarbageFrames.LENGTH, GarbageFrames.LENGTH);
      if (refusal == null && decoder.datagram().destinationPort() == GarbageFrames.PORT) {
        int start = decoder.datagram().payloadStart();
        payloads[count].limit(start + decoder.datagram().payloadLength()).position(start);
        count += ResponderKey.looksLikeInitiation(payloads[count]) ? 1 : 0;
      }
    }
    return count;
  }
}
