package io.jitpeers.kerneltests.store;

import io.jitpeers.source.UdpPacketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A packet source that has the gateway's port, with the kernel's WireGuard on another port behind
 * it. It serves one client at a time.
 */
final class Relay implements AutoCloseable {
  /** Where the kernel listens. */
  static final int KERNEL_PORT = Gateway.PORT + 1;

  private static final int MAX_DATAGRAM = 65_535;

  private final DatagramSocket kernel;
  private final UdpPacketSource source;
  private volatile InetSocketAddress client;

  private Relay() throws IOException {
    kernel = new DatagramSocket();
    kernel.connect(InetAddress.getLoopbackAddress(), KERNEL_PORT);
    source = UdpPacketSource.builder().port(Gateway.PORT).forwarder(this::forward).build();
    Thread answers = new Thread(this::relayAnswers, "relay");
    answers.setDaemon(true);
    answers.start();
  }

  /** Takes the gateway's port; its WireGuard must be on {@link #KERNEL_PORT}. */
  static Relay open(Gateway gateway) throws Exception {
    return gateway.namespace().call(Relay::new);
  }

  /** What the orchestrator gets, and closes. */
  UdpPacketSource source() {
    return source;
  }

  private void forward(ByteBuffer datagram, InetSocketAddress from) {
    client = from;
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    try {
      kernel.send(new DatagramPacket(bytes, bytes.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void relayAnswers() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    while (!kernel.isClosed()) {
      try {
        packet.setLength(MAX_DATAGRAM);
        kernel.receive(packet);
        source.send(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), client);
      } catch (IOException e) {
        // Closed, or nobody listens at the other end for a moment; what was lost is sent again.
      }
    }
  }

  @Override
  public void close() {
    kernel.close();
    source.close();
  }
}
