package io.jitpeers.examples.gateway;

import static io.jitpeers.examples.gateway.SecretScene.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.controlplane.ServerOptions;
import io.jitpeers.examples.testing.Secret;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.ResponderKey;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the public types that hold a secret say of themselves. */
@RequiresLinux
class SecretValuesTest {
  @TempDir private Path folder;
  private SecretScene scene;

  @BeforeEach
  void listen() {
    scene = new SecretScene(folder);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** Each public type that holds one. */
  @Test
  void valuesDoNotShowTheirs() {
    scene.offer(scene.first);
    PeerConfig config = scene.offered();
    ResponderKey responder = ResponderKey.of(scene.privateKey);
    List<Object> values =
        List.of(
            scene.privateKey,
            scene.first,
            Optional.of(scene.first),
            config,
            config.toBuilder(),
            PeerLookup.found(config, new Freshness(Duration.ofMinutes(1), Duration.ZERO), null),
            PeerUpdate.builder(scene.client.publicKey()).presharedKey(scene.first).build(),
            responder,
            Device.of("wg0", 1, 51820, responder),
            new BearerToken(TOKEN),
            new ServerOptions(new InetSocketAddress(0), TOKEN, 1, 1, 1),
            scene.client);
    for (Object value : values) {
      scene.said.add("a " + value.getClass().getSimpleName(), value.toString());
      scene.said.add("a mistake", new IllegalStateException(value.toString()));
    }
    assertThat(scene.said.count("a ")).isEqualTo(2L * values.size());
    scene.said.assertNoneOf(scene.secrets);
    scene.said.assertNoneOf(
        List.of(Secret.ofBytes("client's private key", scene.clientKey.toBytes())));
  }
}
