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
 * A packet source on the gateway's port, in front of the kernel's WireGuard on another port. It
 * serves one client at a time.
 */
final class Relay implements AutoCloseable {
  /** The kernel's listen port. */
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

  /** Opens the gateway's port; its WireGuard must listen on {@link #KERNEL_PORT}. */
  static Relay open(Gateway gateway) throws Exception {
    return gateway.namespace().call(Relay::new);
  }

  /** Returns the source for the orchestrator, which closes it. */
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
        // The socket is closed, or the other end does not listen for a moment; a lost packet is
        // sent again.
      }
    }
  }

  @Override
  public void close() {
    kernel.close();
    source.close();
  }
}
