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
 * A packet source for dry runs. Every packet continues unchanged: an NFQUEUE does not drop it, and
 * a capture does not send it to the data plane a second time after an install. For this purpose,
 * every packet is completed as if its peer were already installed.
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
   * Returns the value of the wrapped source, although a dry run returns no packet to the data
   * plane. If this method returned false, the orchestrator could log a warning that does not
   * concern a dry run.
   */
  @Override
  public boolean returnsPackets() {
    return source.returnsPackets();
  }

  /**
   * Returns false: this source does not hold packets. Every packet reaches the data plane, even a
   * packet that the gateway refuses.
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
