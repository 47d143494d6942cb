package io.jitpeers.testkit;

import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import java.util.concurrent.atomic.AtomicLong;

/** A source that delivers what the test gives it, on the test's thread. */
public final class ManualPacketSource implements PacketSource {
  private final AtomicLong received = new AtomicLong();
  private volatile PacketHandler handler;
  private volatile boolean closed;
  private volatile boolean returning = true;

  /** Delivers one packet. */
  public TestPacket deliver(TestPacket packet) {
    received.incrementAndGet();
    handler.onPacket(packet);
    return packet;
  }

  public ManualPacketSource notReturningPackets() {
    returning = false;
    return this;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return "manual";
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
  public SourceStatistics statistics() {
    return SourceStatistics.of(received.get(), 0, 0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
