package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.testing.SlowClients;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A control plane that wants no token tells preshared keys to nobody who was led here by a page
 * from elsewhere (DNS rebinding).
 */
class HostHeaderTest {
  private static final String TOKEN = "right";

  private final PeerConfig peer = TestPeers.full(1, "10.0.0.1/32");
  private final String path = "/peer/" + TestPeers.key(1).toHex();
  private ControlPlaneServer server = server(null);

  private ControlPlaneServer server(String token) {
    return new ControlPlaneServer(
        key -> key.equals(peer.publicKey()) ? Optional.of(peer) : Optional.empty(),
        new ServerOptions(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token, 60, 600, 30));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String answer(String target, String headers) throws Exception {
    return SlowClients.exchange(
        server.uri(), "GET " + target + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Host: localhost\r\n", "Host: 127.0.0.1:8080\r\n", "Host: [::1]:8080\r\n"})
  void thisMachineIsAnswered(String header) throws Exception {
    assertThat(answer(path, header)).startsWith("HTTP/1.1 200").contains(TestPeers.PRESHARED_KEY);
    assertThat(answer("http://localhost:8080" + path, header)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: example.org\r\n",
        "Host: example.org:8080\r\n",
        "Host: localhost.example.org\r\n",
        "Host: localhost\r\nHost: example.org\r\n",
        "Host: \r\n"
      })
  void othersGetNothingOfAnyPath(String header) throws Exception {
    for (String each : new String[] {path, "/health", "/changes", "/peer/x", "/"}) {
      assertThat(answer(each, header))
          .startsWith("HTTP/1.1 403")
          .contains("the host must be localhost or an IP address")
          .doesNotContain(TestPeers.PRESHARED_KEY);
    }
    assertThat(server.requests().found()).isZero();
    assertThat(server.requests().invalid()).isEqualTo(5);
  }

  @Test
  void aHostInTheRequestTargetCounts() throws Exception {
    assertThat(answer("http://example.org" + path, "Host: 127.0.0.1\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(answer("http://example.org/changes", "Host: 127.0.0.1\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  /** The token is what counts: such a control plane can be behind any name. */
  @Test
  void withTheTokenEveryNameIsAnswered() throws Exception {
    server.close();
    server = server(TOKEN);
    String host = "Host: example.org\r\n";
    assertThat(answer(path, host + "Authorization: Bearer " + TOKEN + "\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(answer(path, host)).startsWith("HTTP/1.1 401");
  }
}
