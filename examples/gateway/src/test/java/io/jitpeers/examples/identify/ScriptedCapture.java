package io.jitpeers.examples.identify;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A capture that delivers what a test wrote down, on the thread that starts it. */
final class ScriptedCapture implements Capture {
  private final List<Runnable> script = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final List<ScriptedPacket> packets = new ArrayList<>();
  private PacketHandler handler = packet -> {};
  private boolean closed;

  /** Delivers packets in one batch. */
  ScriptedCapture batch(ScriptedPacket... batch) {
    packets.addAll(List.of(batch));
    return then(() -> handler.onPackets(List.of(batch)));
  }

  /** Does something next. */
  ScriptedCapture then(Runnable step) {
    script.add(step);
    return this;
  }

  /** The file's end. */
  ScriptedCapture end() {
    return then(() -> ended.complete(null));
  }

  /** The capture breaks off. */
  ScriptedCapture fail(Throwable failure) {
    return then(() -> ended.completeExceptionally(failure));
  }

  @Override
  public void start(PacketHandler packetHandler) {
    handler = packetHandler;
    script.forEach(Runnable::run);
  }

  @Override
  public CompletionStage<Void> ended() {
    return ended;
  }

  @Override
  public PcapStatistics statistics() {
    return new PcapStatistics(
        packets.size() + 25L,
        packets.size(),
        Map.of(FrameRefusal.NOT_UDP, 19L, FrameRefusal.OTHER_PORT, 6L),
        3,
        0,
        0,
        Map.of());
  }

  @Override
  public void close() {
    closed = true;
    ended.complete(null);
  }

  boolean isClosed() {
    return closed;
  }

  /** What became of the packets, in their order; null for one of which nothing has. */
  List<PacketOutcome> outcomes() {
    return packets.stream().map(packet -> packet.outcome).toList();
  }

  /** A captured packet. */
  static final class ScriptedPacket implements CapturedPacket {
    private final long frame;
    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final ByteBuffer payload;
    private PacketOutcome outcome;

    ScriptedPacket(long frame, String source, String destination, byte[] datagram)
        throws UnknownHostException {
      this.frame = frame;
      this.source = new InetSocketAddress(InetAddress.getByName(source), 41_709);
      this.destination = new InetSocketAddress(InetAddress.getByName(destination), 51_820);
      // As in a batch: somewhere in a larger buffer.
      payload = ByteBuffer.allocate(1_000).position(99);
      payload.put(datagram).limit(payload.position()).position(99);
    }

    @Override
    public long frameNumber() {
      return frame;
    }

    @Override
    public Instant captureTime() {
      return Instant.EPOCH;
    }

    @Override
    public InetSocketAddress source() {
      return source;
    }

    @Override
    public InetSocketAddress destination() {
      return destination;
    }

    @Override
    public ByteBuffer payload() {
      return payload.asReadOnlyBuffer();
    }

    @Override
    public long captureNanos() {
      return 0;
    }

    @Override
    public Packet retain() {
      throw new UnsupportedOperationException("nobody has to keep it");
    }

    @Override
    public void complete(PacketOutcome completed) {
      if (outcome != null) {
        throw new IllegalStateException("completed twice");
      }
      outcome = completed;
    }
  }
}
