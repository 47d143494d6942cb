package gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class FirstPeerTest {
  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gatewayKey = PrivateKey.generate(random);
  private final PrivateKey clientKey = PrivateKey.generate(random);

  @Test
  void aClientIsProvisionedByItsFirstPacket() throws Exception {
    HttpServer controlPlane = controlPlane(clientKey.publicKey());
    URI uri = URI.create("http://127.0.0.1:" + controlPlane.getAddress().getPort());
    try (Gateway gateway = new Gateway(gatewayKey, uri)) {
      FakeClient client = FakeClient.of(clientKey, gatewayKey.publicKey(), random);

      send(client.begin(Tai64n.of(Instant.now())).initiation(), gateway.address());

      Await.until(
          "the peer is resident",
          () -> gateway.orchestrator().find(clientKey.publicKey()).isPresent());
      assertThat(gateway.orchestrator().statistics().lookups().asked()).isEqualTo(1);
    } finally {
      controlPlane.stop(0);
    }
  }

  private static void send(byte[] datagram, InetSocketAddress to) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(datagram, datagram.length, to));
    }
  }

  /** The key as it is written in the path. */
  private static String path(PublicKey peer) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(peer.toBytes());
  }

  /** A control plane that knows one peer. */
  private static HttpServer controlPlane(PublicKey peer) throws Exception {
    byte[] config =
        """
        {"version": 1, "public_key": "%s", "allowed_ips": ["10.0.0.2/32"]}
        """
            .formatted(peer.toBase64())
            .getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/peer/",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().endsWith(path(peer));
          exchange.sendResponseHeaders(known ? 200 : 404, known ? config.length : -1);
          if (known) {
            exchange.getResponseBody().write(config);
          }
          exchange.close();
        });
    server.start();
    return server;
  }
}
