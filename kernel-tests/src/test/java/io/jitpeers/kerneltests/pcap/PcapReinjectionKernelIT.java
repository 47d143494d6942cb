package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Patient;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.PresharedKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole gateway that captures, with clients that it does not know. */
class PcapReinjectionKernelIT {
  private static final String ON_VLAN = "198.51.100.1";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private Wire wire;
  private WireGuardInterface gateway;

  @BeforeEach
  void connect() {
    wire = Wire.create();
    wire.stopRetries();
    gateway = wire.wireGuardAtGateway();
    // Strict mode: a packet must arrive on the interface of the route to its source.
    wire.gateway.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter");
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  private JitOrchestrator start(PcapPacketSource source) throws Exception {
    JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(
                NetlinkPeerStore.builder()
                    .interfaceName("wg0")
                    .networkNamespace(wire.gateway.name())
                    .build())
            .admissionOptions(Patient.admission())
            .provisioningOptions(Patient.provisioning().build())
            .build();
    orchestrator.start();
    return orchestrator;
  }

  /** Only the client's first initiation has arrived so far; then its data arrive too. */
  private void assertAnswered(String address) {
    wire.ping();
    WireGuardDump.Peer peer = gateway.dump().peer(Wire.CLIENT_KEY.publicKey());
    assertThat(peer.endpoint().orElseThrow().replaceAll("[\\[\\]]", ""))
        .isEqualTo(Wire.clientOf(address) + ":" + Wire.CLIENT_PORT);
    // Kernels count the initiation that they answer, and the packet after it.
    assertThat(peer.rxBytes()).isGreaterThan(148);
  }

  /** A counter may change a moment after the client has its answer. */
  private static void assertInstalledOnce(JitOrchestrator orchestrator) {
    assertThat(Await.until(PATIENCE, () -> orchestrator.statistics().count(Outcome.INSTALLED) > 0))
        .isTrue();
    assertThat(orchestrator.statistics().outcomes()).containsEntry(Outcome.INSTALLED, 1L);
  }

  private static void assertSentOnce(PcapPacketSource source) {
    assertThat(
            Await.until(
                PATIENCE,
                () -> source.pcapStatistics().reinjections().get(ReinjectionOutcome.SENT) > 0))
        .isTrue();
    assertThat(source.pcapStatistics().reinjections())
        .containsEntry(ReinjectionOutcome.SENT, 1L)
        .allSatisfy((outcome, count) -> assertThat(count).isLessThanOrEqualTo(1))
        .satisfies(all -> assertThat(all.values().stream().mapToLong(n -> n).sum()).isOne());
    assertThat(source.failures()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"eth0, " + Wire.IPV4, "eth0, " + Wire.IPV6, "any, " + Wire.IPV4, "any, " + Wire.IPV6})
  void theFirstInitiationOfAnUnknownClientIsAnswered(String device, String address)
      throws Exception {
    control.put(Wire.clientAsPeer().build(), Freshness.NONE);
    PcapPacketSource source = wire.source(device).build();
    try (JitOrchestrator orchestrator = start(source)) {
      assertThat(source.returnsPackets()).isTrue();
      wire.wireGuardAtClient(address);

      wire.pingWithoutRetry();

      assertSentOnce(source);
      long seenAgain = device.equals("any") ? 1 : 0;
      awaitFrames(source, 1 + seenAgain);
      assertThat(source.pcapStatistics().refused())
          .containsEntry(FrameRefusal.REINJECTED, seenAgain);
      assertThat(orchestrator.statistics().received()).isEqualTo(1);
      assertInstalledOnce(orchestrator);
      assertAnswered(address);
    }
  }

  /** A sender leaves most of the work to its network card, which a pair of veth does not have. */
  @ParameterizedTest
  @ValueSource(strings = {Wire.IPV4, Wire.IPV6})
  void aCapturedChecksumThatIsNotFinishedDoesNoHarm(String address) throws Exception {
    control.put(Wire.clientAsPeer().build(), Freshness.NONE);
    PcapPacketSource source = wire.source(Wire.DEVICE).build();
    try (JitOrchestrator orchestrator = start(source);
        Tcpdump tcpdump = Tcpdump.start(wire.gateway)) {
      wire.wireGuardAtClient(address);

      wire.pingWithoutRetry();

      assertThat(tcpdump.packet()).contains("bad udp cksum");
      assertInstalledOnce(orchestrator);
      assertAnswered(address);
    }
  }

  private static void awaitFrames(PcapPacketSource source, long frames) {
    boolean all = Await.until(PATIENCE, () -> source.pcapStatistics().frames() >= frames);
    PcapStatistics statistics = source.pcapStatistics();
    assertThat(statistics.frames()).as("frames; in time: %s", all).isEqualTo(frames);
  }

  @Test
  void aPresharedKeyMakesNoDifference() throws Exception {
    PresharedKey psk = TestKeys.presharedKey(1);
    control.put(Wire.clientAsPeer().presharedKey(psk).build(), Freshness.NONE);
    PcapPacketSource source = wire.source(Wire.DEVICE).build();
    try (JitOrchestrator orchestrator = start(source)) {
      wire.wireGuardAtClient(Wire.gatewayAsPeer(Wire.IPV4).presharedKey(psk).build());

      wire.pingWithoutRetry();

      assertSentOnce(source);
      assertInstalledOnce(orchestrator);
      assertAnswered(Wire.IPV4);
    }
  }

  @Test
  void aClientOnAVlanThatIsSeenTwiceIsProvisionedOnce() throws Exception {
    wire.addVlan("vlan", Wire.DEVICE, "802.1Q", ON_VLAN);
    control.put(Wire.clientAsPeer().build(), Freshness.NONE);
    PcapPacketSource source = wire.source("any").build();
    try (JitOrchestrator orchestrator = start(source)) {
      wire.wireGuardAtClient(ON_VLAN);

      wire.pingWithoutRetry();

      assertSentOnce(source);
      // On the link, on the VLAN, and over loopback.
      awaitFrames(source, 3);
      assertThat(source.pcapStatistics().refused()).containsEntry(FrameRefusal.REINJECTED, 1L);
      assertInstalledOnce(orchestrator);
      assertThat(
              Await.until(PATIENCE, () -> orchestrator.statistics().count(Outcome.DUPLICATE) > 0))
          .isTrue();
      assertThat(orchestrator.statistics().outcomes()).containsEntry(Outcome.DUPLICATE, 1L);
      assertThat(control.questions()).hasSize(1);
      assertAnswered(ON_VLAN);
    }
  }
}
