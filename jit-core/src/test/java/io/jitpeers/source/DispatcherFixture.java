package io.jitpeers.source;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A dispatcher over a source that delivers the test's packets. */
abstract class DispatcherFixture {
  final SharedSource shared = new SharedSource();
  final PacketDispatcher dispatcher = PacketDispatcher.of(shared);

  /** A source that delivers the test's packets and records its starts and closes. */
  static final class SharedSource implements PacketSource {
    PacketHandler handler;
    int starts;
    int closings;
    RuntimeException failure;
    boolean returning = true;
    Set<Integer> listenPorts = Set.of();

    @Override
    public String name() {
      return "shared";
    }

    @Override
    public void listenPorts(Set<Integer> ports) {
      listenPorts = Set.copyOf(ports);
    }

    @Override
    public void start(PacketHandler packetHandler) {
      if (failure != null) {
        throw failure;
      }
      starts++;
      handler = packetHandler;
    }

    @Override
    public boolean returnsPackets() {
      return returning;
    }

    @Override
    public SourceStatistics statistics() {
      return SourceStatistics.of(100, 7, 3);
    }

    @Override
    public void close() {
      closings++;
    }
  }

  /** A packet to a port. The dispatcher must not create its address object. */
  static class ToPort implements Packet {
    final int port;
    final ByteBuffer payload = ByteBuffer.allocate(148);
    final List<PacketOutcome> outcomes = new ArrayList<>(1);

    ToPort(int port) {
      this.port = port;
    }

    @Override
    public int destinationPort() {
      return port;
    }

    @Override
    public InetSocketAddress source() {
      throw new AssertionError("an address was asked for");
    }

    @Override
    public InetSocketAddress destination() {
      throw new AssertionError("an address was asked for");
    }

    @Override
    public ByteBuffer payload() {
      return payload;
    }

    @Override
    public long captureNanos() {
      return 0;
    }

    @Override
    public Packet retain() {
      return this;
    }

    @Override
    public void complete(PacketOutcome outcome) {
      outcomes.add(outcome);
    }
  }

  /** A handler that records which packets arrived together. */
  static final class Taker implements PacketHandler {
    final List<List<Packet>> batches = new ArrayList<>();
    final List<Packet> single = new ArrayList<>();
    List<? extends Packet> lastList;

    @Override
    public void onPacket(Packet packet) {
      single.add(packet);
    }

    @Override
    public void onPackets(List<? extends Packet> packets) {
      lastList = packets;
      batches.add(List.copyOf(packets));
    }
  }

  Taker startOn(int... ports) {
    Taker taker = new Taker();
    dispatcher.forPort(ports).start(taker);
    return taker;
  }

  static List<ToPort> packetsTo(int... ports) {
    return IntStream.of(ports).mapToObj(ToPort::new).toList();
  }
}
