package gateway;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/** A gateway that receives datagrams itself, on a UDP port of this machine. */
final class Gateway implements AutoCloseable {
  private final DirectPacketSource initiations = new DirectPacketSource();
  private final JitOrchestrator orchestrator;
  private final DatagramChannel socket;
  private final InetSocketAddress address;

  Gateway(PrivateKey key, URI controlPlane) throws Exception {
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(initiations)
            .configSource(HttpPeerConfigSource.builder(controlPlane).build())
            .store(InMemoryPeerStore.builder().privateKey(key).build())
            .listener(event -> System.out.println(event))
            .build();
    orchestrator.start();
    socket =
        DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = (InetSocketAddress) socket.getLocalAddress();
    new Thread(this::receive, "receiver").start();
  }

  private void receive() {
    ByteBuffer datagram = ByteBuffer.allocate(65_535);
    try {
      while (true) {
        InetSocketAddress client = (InetSocketAddress) socket.receive(datagram.clear());
        datagram.flip();
        if (ResponderKey.looksLikeInitiation(datagram)) {
          // The source copies the datagram, so the buffer can be used again at once.
          initiations.offer(datagram, client, address, own -> process(own, client));
        } else {
          process(datagram, client);
        }
      }
    } catch (ClosedChannelException e) {
      System.out.println("the gateway was closed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Your WireGuard implementation begins here. */
  private void process(ByteBuffer datagram, InetSocketAddress client) {
    System.out.println("WireGuard receives " + datagram.remaining() + " bytes of " + client);
  }

  InetSocketAddress address() {
    return address;
  }

  JitOrchestrator orchestrator() {
    return orchestrator;
  }

  /** Closes the orchestrator first, because it may still return initiations. */
  @Override
  public void close() throws IOException {
    orchestrator.close();
    socket.close();
  }
}
