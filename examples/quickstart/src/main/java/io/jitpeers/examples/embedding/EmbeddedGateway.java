package io.jitpeers.examples.embedding;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.wireguard.FakeWireGuardKernel;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that receives datagrams itself, from a UDP socket. A gateway that unwraps WebSocket
 * frames or QUIC datagrams would look the same from {@link #receive} on. Initiations are passed to
 * the orchestrator. After it has installed an initiation's peer, the initiation goes to the data
 * plane. All other packets go directly to the data plane.
 */
public final class EmbeddedGateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedGateway.class);
  private static final int LONGEST_DATAGRAM = 65_535;

  private final DatagramChannel socket;
  private final InetSocketAddress address;
  private final DirectPacketSource initiations = new DirectPacketSource();
  private final FakeWireGuardKernel dataPlane;
  private final JitOrchestrator orchestrator;

  /**
   * Creates a gateway and binds its port.
   *
   * @param key the gateway's static key; neither copied nor destroyed by this gateway
   * @param controlPlane the source of configs; closed by this gateway
   * @param bind the address to listen on
   * @throws IOException if the port cannot be bound
   */
  public EmbeddedGateway(PrivateKey key, PeerConfigSource controlPlane, InetSocketAddress bind)
      throws IOException {
    socket = DatagramChannel.open().bind(bind);
    address = (InetSocketAddress) socket.getLocalAddress();
    InMemoryPeerStore peers = InMemoryPeerStore.builder().privateKey(key).build();
    dataPlane = new FakeWireGuardKernel(key, peers, socket::send);
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(initiations)
            .configSource(controlPlane)
            .store(peers)
            .build();
  }

  /**
   * Starts to serve.
   *
   * @throws StoreException never, with an in-memory store
   */
  public void start() throws StoreException {
    orchestrator.start();
    Thread receiver = new Thread(this::receive, "embedded-gateway");
    receiver.setDaemon(true);
    receiver.start();
  }

  private void receive() {
    ByteBuffer datagram = ByteBuffer.allocate(LONGEST_DATAGRAM);
    try {
      while (true) {
        InetSocketAddress client = (InetSocketAddress) socket.receive(datagram.clear());
        datagram.flip();
        if (ResponderKey.looksLikeInitiation(datagram)) {
          // The source copies the datagram, so the buffer can be reused at once.
          initiations.offer(datagram, client, address, mine -> dataPlane.receive(mine, client));
        } else {
          dataPlane.receive(datagram, client);
        }
      }
    } catch (ClosedChannelException e) {
      log.debug("the gateway was closed", e);
    } catch (IOException e) {
      log.error("the gateway can receive no more", e);
    }
  }

  /**
   * Returns the address that clients send to.
   *
   * @return address and port
   */
  public InetSocketAddress address() {
    return address;
  }

  /**
   * Returns the orchestrator, for example to read its counters or to revoke a peer.
   *
   * @return the orchestrator; closed by this gateway
   */
  public JitOrchestrator orchestrator() {
    return orchestrator;
  }

  /**
   * Closes the gateway. The orchestrator is closed first, so that every datagram is handled before
   * the socket is closed.
   */
  @Override
  public void close() throws IOException {
    orchestrator.close();
    dataPlane.close();
    socket.close();
  }
}
