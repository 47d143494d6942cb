package io.jitpeers.benchmarks;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads a capture file full of datagrams that look like initiations but carry a wrong MAC1. One
 * benchmark reads the file through a whole orchestrator (libpcap, decoding, admission). The other
 * benchmark copies the file with tcpdump, using the same filter. The result is the time per frame.
 * For tcpdump, it includes the start and the end of the process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5)
@Measurement(iterations = 5)
public class CaptureFileBenchmark {
  static final int FRAMES = 2_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The number of frames; a test uses fewer. */
  int frames = FRAMES;

  private Path file;
  private String filter;

  /**
   * Writes the file.
   *
   * @throws Exception if writing fails
   */
  @Setup(Level.Trial)
  public void writeFile() throws Exception {
    file = Files.createTempFile("jit-benchmark", ".pcap");
    GarbageFrames garbage = new GarbageFrames();
    ByteBuffer record = ByteBuffer.allocate(GarbageFrames.RECORD_HEADER + GarbageFrames.LENGTH);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write(GarbageFrames.fileHeader());
      for (int i = 0; i < frames; i++) {
        record.clear();
        garbage.putRecord(record, i);
        out.write(record.array(), 0, record.position());
      }
    }
    try (PcapPacketSource source = source()) {
      source.start(packet -> packet.complete(PacketOutcome.REJECTED));
      filter = source.filterExpression().orElseThrow();
    }
  }

  private PcapPacketSource source() {
    return PcapPacketSource.builder().file(file).ports(GarbageFrames.PORT).build();
  }

  /**
   * Deletes the file.
   *
   * @throws IOException if deleting fails
   */
  @TearDown(Level.Trial)
  public void deleteFile() throws IOException {
    Files.delete(file);
  }

  /**
   * Reads the file through an orchestrator.
   *
   * @return how many datagrams were refused because of a wrong MAC1
   * @throws StoreException if the store cannot be read
   */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long jitPeers() throws StoreException {
    PcapPacketSource source = source();
    try (JitOrchestrator jit =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(
                query -> CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ZERO)))
            .store(InMemoryPeerStore.builder().build())
            .build()) {
      jit.start();
      source.ended().toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      return jit.statistics().outcomes().getOrDefault(Outcome.BAD_MAC1, 0L);
    }
  }

  /**
   * Copies the file with tcpdump.
   *
   * @return tcpdump's exit code
   * @throws Exception if it cannot be run
   */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int tcpdump() throws Exception {
    Process process =
        new ProcessBuilder("tcpdump", "-r", file.toString(), "-w", "/dev/null", filter)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("tcpdump failed");
    }
    return process.exitValue();
  }
}
