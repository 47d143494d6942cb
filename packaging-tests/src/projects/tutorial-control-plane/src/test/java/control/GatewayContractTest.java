package control;

import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.testkit.contract.FixedPeerConfigSourceContract;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The gateways' own HTTP source asks this control plane, and passes its contract. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "gateway.token=of-this-test")
class GatewayContractTest extends FixedPeerConfigSourceContract {
  private final PublicKey alice = PrivateKey.generate(new SecureRandom()).publicKey();
  private final PublicKey mallory = PrivateKey.generate(new SecureRandom()).publicKey();

  @Autowired Peers peers;
  @LocalServerPort int port;
  private HttpPeerConfigSource source;

  @BeforeEach
  void know() {
    peers.put(alice.toBase64(), List.of("10.0.0.2/32"));
    source =
        HttpPeerConfigSource.builder(URI.create("http://127.0.0.1:" + port))
            .bearerToken(() -> "of-this-test")
            .build();
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Override
  protected PeerConfigSource source() {
    return source;
  }

  @Override
  protected PeerConfig knownPeer() {
    return PeerConfig.builder(alice).allowedIp(IpPrefix.parse("10.0.0.2/32")).build();
  }

  @Override
  protected PublicKey unknownKey() {
    return mallory;
  }
}
