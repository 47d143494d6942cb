package io.jitpeers.examples.gateway;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * A packet source for dry runs. The packets always continue unchanged: an NFQUEUE does not drop
 * them, and a capture does not give them back after an install. For this purpose, every packet is
 * completed as if its peer were resident.
 */
final class DryRunPacketSource implements PacketSource {
  private final PacketSource source;

  /** Wraps a source. Closing this source closes the wrapped one. */
  DryRunPacketSource(PacketSource source) {
    this.source = source;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public void listenPorts(Set<Integer> ports) {
    source.listenPorts(ports);
  }

  @Override
  public void start(PacketHandler handler) {
    source.start(
        new PacketHandler() {
          @Override
          public void onPacket(Packet packet) {
            handler.onPacket(new Untouched(packet));
          }

          @Override
          public void onPackets(List<? extends Packet> packets) {
            handler.onPackets(packets.stream().map(Untouched::new).toList());
          }
        });
  }

  /**
   * Returns what the wrapped source returns. In a dry run, no packet is returned to the data plane.
   * But if this method returned false for this reason, the orchestrator could log a warning.
   */
  @Override
  public boolean returnsPackets() {
    return source.returnsPackets();
  }

  /**
   * Returns false: this source does not hold packets. Every packet reaches the data plane, even a
   * refused one.
   */
  @Override
  public boolean holdsPackets() {
    return false;
  }

  @Override
  public SourceStatistics statistics() {
    return source.statistics();
  }

  @Override
  public void close() {
    source.close();
  }

  /** A packet that always continues. */
  private record Untouched(Packet packet) implements Packet {
    @Override
    public InetSocketAddress source() {
      return packet.source();
    }

    @Override
    public InetSocketAddress destination() {
      return packet.destination();
    }

    @Override
    public ByteBuffer payload() {
      return packet.payload();
    }

    @Override
    public long captureNanos() {
      return packet.captureNanos();
    }

    @Override
    public Packet retain() {
      Packet retained = packet.retain();
      return retained == packet ? this : new Untouched(retained);
    }

    @Override
    public void complete(PacketOutcome outcome) {
      packet.complete(PacketOutcome.ALREADY_RESIDENT);
    }
  }
}
