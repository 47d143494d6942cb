package io.jitpeers.testkit;

import io.jitpeers.recovery.TransportHandler;
import io.jitpeers.recovery.TransportPacket;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.SourceStatistics;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source of transport data that delivers the test's packets on the test's thread. Not
 * thread-safe.
 */
public final class ManualTransportSource implements TransportSource {
  private @Nullable TransportHandler handler;
  private Set<Integer> ports = Set.of();
  private long received;
  private boolean closed;

  /** Creates a source. */
  public ManualTransportSource() {}

  private record Delivery(ByteBuffer source, int sourcePort) implements TransportPacket {}

  /**
   * Delivers a transport data message.
   *
   * @param from the message's sender
   * @throws IllegalStateException if the source is not started
   */
  public void deliver(InetSocketAddress from) {
    if (handler == null) {
      throw new IllegalStateException("the source is not started");
    }
    received++;
    handler.onPacket(new Delivery(ByteBuffer.wrap(from.getAddress().getAddress()), from.getPort()));
  }

  /** {@return the devices' listen ports, from the orchestrator's latest announcement} */
  public Set<Integer> ports() {
    return ports;
  }

  /** {@return whether the source was started} */
  public boolean isStarted() {
    return handler != null;
  }

  /** {@return whether the source was closed} */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return "manual-transport";
  }

  @Override
  public void listenPorts(Set<Integer> listening) {
    ports = Set.copyOf(listening);
  }

  @Override
  public void start(TransportHandler receiver) {
    handler = receiver;
  }

  @Override
  public SourceStatistics statistics() {
    return SourceStatistics.of(received, 0, 0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
