package io.jitpeers.internal.warmup;

import io.jitpeers.source.UdpPacketSource;
import io.jitpeers.spi.PacketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Sends initiations over UDP on the loopback interface, from one port of this process to another.
 * The system chooses both ports. Used for gateways that receive packets over UDP.
 */
final class LoopbackWire implements Rehearsal.Wire, AutoCloseable {
  private static final InetAddress LOOPBACK = Rehearsal.address(127, 1);

  private final UdpPacketSource source;
  private final DatagramChannel clients;
  // Completed when the current client's initiation is accepted. There is one client at a time.
  private volatile CompletableFuture<Boolean> passed = new CompletableFuture<>();

  /**
   * Opens both ports.
   *
   * @throws IOException if a port cannot be opened
   */
  LoopbackWire() throws IOException {
    clients = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      clients.bind(new InetSocketAddress(LOOPBACK, 0));
      source =
          UdpPacketSource.builder()
              .bindAddress(LOOPBACK)
              .forwarder((datagram, client) -> passed.complete(true))
              .build();
    } catch (IOException | RuntimeException e) {
      clients.close();
      throw e;
    }
  }

  @Override
  public PacketSource source() {
    return source;
  }

  @Override
  public void send(byte[] initiation, int client, CompletableFuture<Boolean> done) {
    passed = done;
    try {
      int unused = clients.send(ByteBuffer.wrap(initiation), source.localAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("the loopback interface accepted no datagram", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      clients.close();
    } finally {
      source.close();
    }
  }
}
