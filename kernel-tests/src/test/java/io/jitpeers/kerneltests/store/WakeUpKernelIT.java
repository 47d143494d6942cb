package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.Patient;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.pcap.PcapOutboundSource;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outbound traffic restores an evicted peer, on a real kernel. */
class WakeUpKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CLIENT_INSIDE6 = "fd00::2";
  private static final String GATEWAY_INSIDE6 = "fd00::1";
  private static final String PRIVATE_NET = "172.16.0.0/24";

  private static final String NO_REFUSALS =
      """
      table inet jit {
        chain output {
          type filter hook output priority 0
          icmp type destination-unreachable icmp code host-unreachable drop
          icmpv6 type destination-unreachable icmpv6 code 3 drop
        }
      }
      """;

  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private TwoEnds ends;
  private PcapOutboundSource outbound;
  private JitOrchestrator orchestrator;

  @BeforeEach
  void start() throws Exception {
    ends = TwoEnds.create("wake");
    ends.gateway().namespace().addAddress(Gateway.WG, GATEWAY_INSIDE6 + "/64");
    ends.client().addAddress(Gateway.WG, CLIENT_INSIDE6 + "/64");
    ends.client().run("ip", "route", "add", PRIVATE_NET, "dev", Gateway.WG);
    ends.clientWg()
        .peer(
            PeerConfig.builder(Gateway.KEY.publicKey())
                .endpoint(TwoEnds.GATEWAY_AT)
                .allowedIp(IpPrefix.parse(TwoEnds.GATEWAY_INSIDE + "/32"))
                .allowedIp(IpPrefix.parse(GATEWAY_INSIDE6 + "/128"))
                .allowedIp(IpPrefix.parse(PRIVATE_NET))
                .build());
    control.put(
        TwoEnds.clientPeer().allowedIp(IpPrefix.parse(CLIENT_INSIDE6 + "/128")).build(),
        Freshness.NONE);
  }

  private void startGateway(boolean wakingUp) throws Exception {
    String namespace = ends.gateway().namespace().name();
    var builder =
        JitOrchestrator.builder()
            .packetSource(
                PcapPacketSource.builder()
                    .interfaceName("eth0")
                    .networkNamespace(namespace)
                    .ports(Gateway.PORT)
                    .build())
            .configSource(control)
            .provisioningOptions(Patient.provisioning().build())
            .store(ends.gateway().storeBuilder().build());
    if (wakingUp) {
      outbound =
          PcapOutboundSource.builder()
              .interfaceName(Gateway.WG)
              .networkNamespace(namespace)
              .build();
      builder.outboundSource(outbound);
    }
    orchestrator = builder.build();
    orchestrator.start();
  }

  @AfterEach
  void close() {
    orchestrator.close();
    ends.close();
  }

  /** A client connects and communicates, and its peer is evicted. */
  private void clientComesAndIsEvicted() throws Exception {
    ends.pingGateway();
    assertThat(Judge.keys(ends.gateway().wg().dump())).containsExactly(TwoEnds.CLIENT);
    assertThat(orchestrator.evict(TwoEnds.CLIENT).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isTrue();
    assertThat(ends.gateway().wg().dump().peers()).isEmpty();
  }

  /** As in {@code docs/outbound.md}: otherwise the kernel's refusal is faster than the answer. */
  private void hushUnreachables() {
    ends.gateway().namespace().commands().reading(NO_REFUSALS).run("nft", "-f", "-");
  }

  private static CommandResult pingOnce(Commands from, String address) {
    return from.attempt("ping", "-c1", "-W90", address);
  }

  private long count(WakeUpOutcome outcome) {
    return orchestrator.statistics().count(outcome);
  }

  private void assertClientIsBack() {
    WireGuardDump.Peer peer = ends.gateway().wg().dump().peer(TwoEnds.CLIENT);
    assertThat(peer.endpoint()).hasValue("192.0.2.2:" + TwoEnds.CLIENT_AT.getPort());
    assertThat(Await.until(PATIENCE, () -> count(WakeUpOutcome.WOKEN) > 0)).isTrue();
    assertThat(count(WakeUpOutcome.WOKEN)).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {TwoEnds.CLIENT_INSIDE, CLIENT_INSIDE6})
  void theVeryFirstPacketOfTheGatewayIsAnswered(String address) throws Exception {
    startGateway(true);
    hushUnreachables();
    clientComesAndIsEvicted();

    CommandResult ping = pingOnce(ends.gateway().namespace().commands(), address);

    assertThat(ping.exitCode()).as(ping.toString()).isZero();
    assertClientIsBack();
    // Counted after it was sent, so perhaps after the answer.
    assertThat(Await.until(PATIENCE, () -> outbound.sentAgain() > 0)).isTrue();
    assertThat(outbound.sentAgain()).isOne();
    assertThat(outbound.failures()).isZero();
  }

  @Test
  void withoutTheFirewallRuleTheAnswerComesAfterTheRefusal() throws Exception {
    startGateway(true);
    clientComesAndIsEvicted();

    CommandResult ping =
        ends.gateway().namespace().commands().attempt("ping", "-c3", "-W90", TwoEnds.CLIENT_INSIDE);

    assertThat(ping.output()).contains("icmp_seq=1 Destination Host Unreachable");
    assertThat(ping.output()).contains("icmp_seq=1 ttl=");
    assertClientIsBack();
  }

  @Test
  void aHostBehindTheGatewayReachesTheClient() throws Exception {
    startGateway(true);
    hushUnreachables();
    NetNamespace gateway = ends.gateway().namespace();
    try (NetNamespace host = NetNamespace.create("wake-host")) {
      gateway.connect("eth1", "172.16.0.1/24", host, "172.16.0.2/24");
      host.run("ip", "route", "add", "default", "via", "172.16.0.1");
      gateway.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
      clientComesAndIsEvicted();

      CommandResult ping = pingOnce(host.commands(), TwoEnds.CLIENT_INSIDE);

      assertThat(ping.exitCode()).as(ping.toString()).isZero();
      assertClientIsBack();
    }
  }

  @Test
  void aPacketThatWasNotCapturedWholeHasTheKernelInitiate() throws Exception {
    startGateway(true);
    clientComesAndIsEvicted();

    ends.gateway().namespace().knock(TwoEnds.CLIENT_INSIDE, "-s", "1000");

    assertThat(
            Await.until(
                PATIENCE,
                () ->
                    ends.gateway()
                        .wg()
                        .dump()
                        .find(TwoEnds.CLIENT)
                        .filter(peer -> peer.latestHandshake().isAfter(Instant.EPOCH))
                        .isPresent()))
        .isTrue();
    assertClientIsBack();
    assertThat(outbound.sentAgain()).isZero();
  }

  @Test
  void anAddressThatNobodyHeldCausesNothing() throws Exception {
    startGateway(true);
    clientComesAndIsEvicted();
    int asked = control.questions().size();

    ends.gateway().namespace().knock("10.0.0.77");

    assertThat(Await.until(PATIENCE, () -> count(WakeUpOutcome.UNKNOWN) > 0)).isTrue();
    assertThat(control.questions()).hasSize(asked);
    assertThat(ends.gateway().wg().dump().peers()).isEmpty();
  }

  @Test
  void itIsOffUnlessAskedFor() throws Exception {
    startGateway(false);
    clientComesAndIsEvicted();

    CommandResult ping =
        ends.gateway().namespace().commands().attempt("ping", "-c1", "-W90", TwoEnds.CLIENT_INSIDE);

    // The kernel received the packet, but has no peer for it.
    assertThat(ping.output()).contains("Destination Host Unreachable");
    assertThat(ends.gateway().wg().dump().peers()).isEmpty();
  }
}
