package io.jitpeers.testkit;

import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A packet source that delivers the test's packets on the test's thread. Thread-safe. */
public final class ManualPacketSource implements PacketSource {
  private final AtomicLong received = new AtomicLong();
  private final List<Set<Integer>> listenPorts = new CopyOnWriteArrayList<>();
  private volatile @Nullable PacketHandler handler;
  private volatile boolean closed;
  private volatile boolean returning = true;
  private volatile boolean holding;

  /** Creates a source that reports that it can return packets to the data plane. */
  public ManualPacketSource() {}

  /**
   * Delivers one packet to the handler.
   *
   * @param packet the packet
   * @return the same packet
   * @throws IllegalStateException if the source is not started
   */
  public TestPacket deliver(TestPacket packet) {
    PacketHandler current = handler;
    if (current == null) {
      throw new IllegalStateException("the source is not started");
    }
    received.incrementAndGet();
    current.onPacket(packet);
    return packet;
  }

  /**
   * Makes the source report that it cannot return packets to the data plane.
   *
   * @return this
   */
  public ManualPacketSource notReturningPackets() {
    returning = false;
    return this;
  }

  /**
   * Makes the source report that it holds packets until they are completed.
   *
   * @return this
   */
  public ManualPacketSource holdingPackets() {
    holding = true;
    return this;
  }

  /** {@return whether the source was closed} */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return "manual";
  }

  /**
   * Returns the listen ports that were announced to the source.
   *
   * @return one set per announcement, oldest first; a copy
   */
  public List<Set<Integer>> listenPorts() {
    return List.copyOf(listenPorts);
  }

  @Override
  public void listenPorts(Set<Integer> ports) {
    listenPorts.add(Set.copyOf(ports));
  }

  @Override
  public void start(PacketHandler packetHandler) {
    handler = packetHandler;
  }

  @Override
  public boolean returnsPackets() {
    return returning;
  }

  @Override
  public boolean holdsPackets() {
    return holding;
  }

  @Override
  public SourceStatistics statistics() {
    return SourceStatistics.of(received.get(), 0, 0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
