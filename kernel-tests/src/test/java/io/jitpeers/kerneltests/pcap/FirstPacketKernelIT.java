package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Patient;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole gateway whose source does not return packets, with clients that it does not know. */
class FirstPacketKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private Wire wire;
  private WireGuardInterface gateway;
  private PcapPacketSource source;

  @BeforeEach
  void connect() {
    wire = Wire.create();
    wire.stopRetries();
    gateway = wire.wireGuardAtGateway();
    source = wire.source(Wire.DEVICE).reinjection(false).build();
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  private JitOrchestrator start(FirstPacketStrategy wanted) throws Exception {
    JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(
                NetlinkPeerStore.builder()
                    .interfaceName("wg0")
                    .networkNamespace(wire.gateway.name())
                    .build())
            .provisioningOptions(Patient.provisioning().firstPacket(wanted).build())
            .build();
    orchestrator.start();
    return orchestrator;
  }

  private WireGuardDump.Peer client() {
    return gateway.dump().peer(Wire.CLIENT_KEY.publicKey());
  }

  @ParameterizedTest
  @CsvSource({Wire.IPV4 + ", 0", Wire.IPV4 + ", 25", Wire.IPV6 + ", 0", Wire.IPV6 + ", 25"})
  void theKernelInitiatesWithAClientWhosePacketNobodyGivesBack(String address, int keepalive)
      throws Exception {
    control.put(Wire.clientAsPeer().persistentKeepaliveSeconds(keepalive).build(), Freshness.NONE);
    try (JitOrchestrator orchestrator = start(FirstPacketStrategy.REPLAY)) {
      assertThat(source.returnsPackets()).isFalse();
      wire.wireGuardAtClient(address);

      wire.pingWithoutRetry();

      assertThat(client().persistentKeepaliveSeconds()).isEqualTo(keepalive);
      assertThat(client().endpoint().orElseThrow().replaceAll("[\\[\\]]", ""))
          .isEqualTo(Wire.clientOf(address) + ":" + Wire.CLIENT_PORT);
      assertThat(source.pcapStatistics().reinjections()).containsEntry(ReinjectionOutcome.SENT, 0L);
      assertUsed(orchestrator, FirstPacketStrategy.INITIATE_BACK);
      wire.ping();
    }
  }

  private static void assertUsed(JitOrchestrator orchestrator, FirstPacketStrategy used) {
    assertThat(Await.until(PATIENCE, () -> orchestrator.statistics().count(used) > 0)).isTrue();
    assertThat(Await.until(PATIENCE, () -> orchestrator.statistics().count(Outcome.INSTALLED) > 0))
        .isTrue();
    assertThat(orchestrator.statistics().count(used)).isOne();
    assertThat(orchestrator.statistics().outcomes()).containsEntry(Outcome.INSTALLED, 1L);
    assertThat(orchestrator.statistics().store().installedAgain()).isZero();
  }

  @Test
  void aClientThatHasToWaitIsAnsweredAtItsRetryAndInstalledOnce() throws Exception {
    control.put(Wire.clientAsPeer().persistentKeepaliveSeconds(25).build(), Freshness.NONE);
    try (JitOrchestrator orchestrator = start(FirstPacketStrategy.WAIT)) {
      wire.wireGuardAtClient(Wire.IPV4);

      // The answer is to an initiation that arrived after the peer was installed.
      wire.ping();

      assertUsed(orchestrator, FirstPacketStrategy.WAIT);
      assertThat(
              Await.until(
                  PATIENCE, () -> orchestrator.statistics().count(Outcome.ALREADY_RESIDENT) > 0))
          .isTrue();
      assertThat(orchestrator.statistics().store().installBatches()).isOne();
    }
  }

  private static long neverEstablished(JitOrchestrator orchestrator) {
    return orchestrator.statistics().count(EvictionCause.NEVER_ESTABLISHED);
  }

  /** The packet has a source address at which no client answers. */
  @Test
  void aClientThatDoesNotConfirmGoesSoon() throws Exception {
    control.put(Wire.clientAsPeer().persistentKeepaliveSeconds(25).build(), Freshness.NONE);
    try (JitOrchestrator orchestrator = start(FirstPacketStrategy.INITIATE_BACK)) {
      WireGuardInterface clientEnd = wire.wireGuardAtClient(Wire.IPV4);
      wire.client.run(
          "sh",
          "-c",
          "nft add table inet deaf && nft add chain inet deaf in"
              + " '{ type filter hook input priority 0; policy drop; }'");
      wire.knock();
      assertThat(Await.until(PATIENCE, () -> !gateway.dump().peers().isEmpty())).isTrue();
      // It stops retrying; otherwise it would restore its peer.
      clientEnd.down();

      assertThat(Await.until(PATIENCE, () -> gateway.dump().peers().isEmpty())).isTrue();

      // Counted after the kernel has removed the peer.
      assertThat(Await.until(PATIENCE, () -> neverEstablished(orchestrator) > 0)).isTrue();
      assertThat(neverEstablished(orchestrator)).isOne();
    }
  }
}
