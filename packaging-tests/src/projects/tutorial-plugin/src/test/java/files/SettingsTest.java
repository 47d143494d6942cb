package files;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private final SecureRandom random = new SecureRandom();

  @TempDir Path folder;

  @Test
  void settingsChooseThePlugIn() throws Exception {
    PrivateKey key = PrivateKey.generate(random);
    Path file = folder.resolve("peers");
    Files.writeString(file, key.publicKey().toBase64() + "\t10.0.0.2/32\n");
    Map<String, String> settings =
        Map.of(
            "config-source", "file",
            "config-source.file.path", file.toString(),
            "config-source.file.fresh", "5m",
            "peer-store", "memory");
    DirectPacketSource packets = new DirectPacketSource();
    try (JitOrchestrator gateway =
        JitOrchestrator.builder(settings).packetSource(packets).build()) {
      gateway.start();
      FakeClient client =
          FakeClient.of(key, gateway.device().orElseThrow().publicKey(), random);

      packets.offer(
          client.begin(Tai64n.of(Instant.now())).initiation(),
          new InetSocketAddress("198.51.100.7", 40000),
          new InetSocketAddress("192.0.2.1", 51820),
          datagram -> {});

      Await.until("the peer is resident", () -> gateway.find(key.publicKey()).isPresent());
    }
  }

  @Test
  void aMissingSettingIsNamed() {
    Map<String, String> settings = Map.of("config-source", "file", "peer-store", "memory");

    assertThatThrownBy(() -> JitOrchestrator.builder(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config-source.file.path");
  }
}
