package io.jitpeers.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/tracing.md that record this JVM, in which a peer is provisioned. */
@Timeout(600)
@EnabledOnOs({OS.LINUX, OS.MAC})
class RecordingCommandsTest {
  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gatewayKey = PrivateKey.generate(random);
  private final PrivateKey clientKey = PrivateKey.generate(random);

  @TempDir Path folder;

  @Test
  void aProvisioningIsRecordedAndPrinted() throws Exception {
    List<String> lines = commands();
    assertThat(lines).hasSize(3);
    Shell shell = new Shell(folder);
    shell.run(lines.get(0));
    provision();
    shell.run(lines.get(1).replace("slow.jfr", folder.resolve("slow.jfr").toString()));
    shell.run("jcmd " + ProcessHandle.current().pid() + " JFR.stop name=slow");

    assertThat(shell.run(lines.get(2)))
        .contains("io.jitpeers.Provisioning {", "outcome = \"installed\"");
  }

  private static List<String> commands() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    return Block.all(Path.of("..")).stream()
        .filter(block -> block.page().equals("docs/tracing.md") && block.language().equals("sh"))
        .flatMap(block -> block.lines().stream())
        .map(line -> line.replace("GATEWAY", pid))
        .toList();
  }

  private void provision() throws Exception {
    FakePeerConfigSource control = new FakePeerConfigSource();
    control.put(clientKey.publicKey(), 1);
    DirectPacketSource packets = new DirectPacketSource();
    CountDownLatch installed = new CountDownLatch(1);
    try (JitOrchestrator gateway =
        JitOrchestrator.builder()
            .packetSource(packets)
            .configSource(control)
            .store(InMemoryPeerStore.builder().privateKey(gatewayKey).build())
            .listener(
                event -> {
                  if (event instanceof JitEvent.PeerInstalled) {
                    installed.countDown();
                  }
                })
            .build()) {
      gateway.start();
      packets.offer(
          FakeClient.of(clientKey, gatewayKey.publicKey(), random)
              .initiation(Tai64n.of(Instant.parse("2026-11-30T12:00:00Z")), 1),
          new InetSocketAddress("198.51.100.7", 40000),
          new InetSocketAddress("192.0.2.1", 51820),
          datagram -> {});
      // The peer is resident before its provisioning ends, which closing would end differently.
      Await.until("the provisioning has ended", () -> installed.getCount() == 0);
    }
  }
}
