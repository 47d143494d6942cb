package io.jitpeers.examples.gateway;

import static io.jitpeers.examples.gateway.SecretScene.OPERATOR_TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.examples.gateway.status.StatusServer;
import io.jitpeers.examples.testing.SlowClients;
import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once, with secrets that are known: a gateway with its settings file, HTTP source,
 * TLS store, netlink store, state directory, session log and status server, and a control plane.
 * None of it tells a secret.
 */
@RequiresLinux
@Timeout(120)
class SecretsTest {
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

  private void initiate(FakeClient who, Tai64n timestamp) throws Exception {
    TestPacket packet =
        scene.source.deliver(
            new TestPacket(who.begin(timestamp).initiation(), scene.time.nanoTime()));
    Await.until("what becomes of a packet", () -> packet.outcome() != null);
  }

  @Test
  void aGatewayAndItsControlPlaneTellNone() throws Exception {
    scene.offer(scene.first);
    ControlPlaneServer controlPlane = scene.controlPlane();
    try {
      GatewaySettings settings = GatewaySettings.of(scene.settings(controlPlane), Map.of());
      Gateway gateway = new GatewayAssembly(settings, scene.parts(), false).assemble();
      SessionFile sessions = SessionFile.open(settings.sessionLog().orElseThrow());
      BearerToken operator = new BearerToken(OPERATOR_TOKEN);
      try (StatusServer status =
          new StatusServer(
              gateway.orchestrators(),
              settings.statusAddress().orElseThrow(),
              scene.time,
              operator)) {
        JitOrchestrator wg0 = gateway.orchestrators().get("wg0");
        wg0.addListener(event -> scene.said.add("events", event.toString()));
        wg0.addListener(new SessionLog("wg0", sessions::append, scene.time));
        gateway.start();
        live(wg0);
        look(status, wg0);
        controlPlane.close();
        fail(wg0);
        look(status, wg0);
      } finally {
        gateway.close();
        sessions.close();
      }
    } finally {
      controlPlane.close();
    }
    files();
    assertThat(scene.said.count("the log of ")).isPositive();
    assertThat(scene.said.count("events")).isPositive();
    scene.said.assertNoneOf(scene.secrets);
  }

  /** All goes well: installed, changed, refused, revoked. */
  private void live(JitOrchestrator wg0) throws Exception {
    Tai64n now = Tai64n.of(scene.time.wallTime());
    initiate(scene.client, now);
    assertThat(scene.device.presharedKey(scene.client.publicKey()))
        .as("the right key")
        .contains(scene.first);
    initiate(scene.client, now);
    initiate(
        FakeClient.of(
            PrivateKey.generate(scene.random), scene.privateKey.publicKey(), scene.random),
        now);
    scene.device.handshake(scene.client.publicKey(), new InetSocketAddress("192.0.2.7", 40_000));
    wg0.evictNow().get(60, TimeUnit.SECONDS);
    scene.offer(scene.second);
    Await.until(
        "the second preshared key",
        () ->
            scene
                .device
                .presharedKey(scene.client.publicKey())
                .filter(scene.second::equals)
                .isPresent());
    assertThat(wg0.find(scene.client.publicKey())).isPresent();
    scene.said.add("snapshots", wg0.snapshot() + " " + wg0.find(scene.client.publicKey()));
    wg0.revoke(scene.client.publicKey()).get(60, TimeUnit.SECONDS);
  }

  /** Nothing does: neither control plane nor scene.kernel. */
  private void fail(JitOrchestrator wg0) throws Exception {
    initiate(scene.client, Tai64n.of(scene.time.wallTime()));
    scene.kernel.setPrivileged(false);
    scene.said.add("a sweep", catchThrowable(() -> wg0.evictNow().get(60, TimeUnit.SECONDS)));
    initiate(scene.client, Tai64n.of(scene.time.wallTime().plusSeconds(5)));
    scene.kernel.setPrivileged(true);
  }

  private void look(StatusServer status, JitOrchestrator wg0) throws Exception {
    for (String path : List.of("/", "/status.json", "/metrics", "/health", "/nowhere")) {
      scene.said.add("the status server's " + path, SlowClients.get(status.uri(), path));
    }
    for (String token : List.of(OPERATOR_TOKEN, "Operators-T0ken")) {
      scene.said.add(
          "a command",
          SlowClients.exchange(
              status.uri(),
              "POST /interfaces/wg0/forget-timestamp?key="
                  + scene.client.publicKey().toBase64()
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                  + token
                  + "\r\n\r\n"));
    }
    scene.said.add("statistics", wg0.statistics() + " " + wg0.device());
  }

  /**
   * What is there when all has ended; the files with scene.secrets that were given are left out.
   */
  private void files() throws Exception {
    List<Path> written;
    try (Stream<Path> all = Files.walk(folder)) {
      written =
          all.filter(Files::isRegularFile)
              .filter(
                  file ->
                      file.startsWith(folder.resolve("state")) || file.endsWith("sessions.jsonl"))
              .toList();
    }
    assertThat(written).hasSizeGreaterThan(1);
    for (Path file : written) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as("the mode of " + file)
          .isEqualTo("rw-------");
      scene.said.add(
          "the file " + file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state"))))
        .isEqualTo("rwx------");
  }
}
