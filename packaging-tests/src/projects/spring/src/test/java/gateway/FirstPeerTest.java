package gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"jit.packet-source.udp.port=51819", "management.server.port=0"})
class FirstPeerTest {
  @Autowired JitOrchestrator gateway;
  @Autowired PeerRepository peers;

  @Value("${local.management.port}")
  int port;

  @Test
  void aClientOfTheRepositoryIsInstalledWithItsFirstPacket() throws Exception {
    FakeClient client = client();
    peers.add(client.publicKey(), "10.0.0.2/32");

    send(client.begin(Tai64n.of(Instant.now())).initiation());

    Await.until("the peer is resident", () -> gateway.find(client.publicKey()).isPresent());
    assertThat(actuator("jitpeers")).contains(client.publicKey().toBase64());
    assertThat(actuator("health")).contains("\"jit\":{");
    assertThat(actuator("metrics/jit.peers.resident")).contains("\"value\":1.0");
    Await.until(
        "it is observed", () -> actuator("metrics/jit.provisioning").contains("installed"));
  }

  @Test
  void aStrangerIsNotInstalled() throws Exception {
    FakeClient stranger = client();
    long before = gateway.statistics().lookups().asked();

    send(stranger.begin(Tai64n.of(Instant.now())).initiation());

    Await.until("the repository is asked", () -> gateway.statistics().lookups().asked() > before);
    assertThat(gateway.find(stranger.publicKey())).isEmpty();
  }

  private FakeClient client() {
    SecureRandom random = new SecureRandom();
    return FakeClient.of(
        PrivateKey.generate(random), gateway.device().orElseThrow().publicKey(), random);
  }

  private static void send(byte[] datagram) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(
          new DatagramPacket(
              datagram, datagram.length, InetAddress.getLoopbackAddress(), 51819));
    }
  }

  private String actuator(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }
}
