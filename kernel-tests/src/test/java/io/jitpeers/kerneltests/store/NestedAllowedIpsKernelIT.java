package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.Patient;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub with a subnet router, 10.0.0.0/16, and a client inside it, 10.0.0.2/32. */
class NestedAllowedIpsKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final PublicKey ROUTER = TestKeys.privateKey(7).publicKey();
  private static final String ROUTER_NET = "10.0.0.0/16";
  private static final String ROUTER_INSIDE = "10.0.7.1";

  /**
   * What a ping adds to the bytes sent to a peer; a keepalive, which may come at any time, adds 32.
   */
  private static final long PING = 128;

  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final List<JitEvent.PeerRefused> refused = new CopyOnWriteArrayList<>();
  private TwoEnds ends;
  private NetNamespace routers;
  private WireGuardInterface routerWg;
  private JitOrchestrator orchestrator;

  @BeforeEach
  void makeRouter() {
    ends = TwoEnds.create("nest");
    NetNamespace gateway = ends.gateway().namespace();
    routers = NetNamespace.create("nest-router");
    gateway.connect("eth1", "198.18.0.1/24", routers, "198.18.0.2/24");
    gateway.run("ip", "route", "add", ROUTER_NET, "dev", Gateway.WG);
    routerWg =
        WireGuardInterface.create(routers, Gateway.WG)
            .configure(TestKeys.privateKey(7), 40_007)
            .address(ROUTER_INSIDE + "/16")
            .peer(
                PeerConfig.builder(Gateway.KEY.publicKey())
                    .endpoint(new InetSocketAddress("198.18.0.1", Gateway.PORT))
                    .allowedIp(IpPrefix.parse(TwoEnds.GATEWAY_INSIDE + "/32"))
                    .build());
    control.put(TwoEnds.clientPeer().build(), Freshness.NONE);
    control.put(
        PeerConfig.builder(ROUTER).allowedIp(IpPrefix.parse(ROUTER_NET)).build(), Freshness.NONE);
  }

  private void startGateway(NestedAllowedIps rule) throws Exception {
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(source("eth0"))
            .packetSource(source("eth1"))
            .configSource(control)
            .store(ends.gateway().storeBuilder().build())
            .peerConfigRules(PeerConfigRules.builder().nestedAllowedIps(rule).build())
            .provisioningOptions(Patient.provisioning().build())
            .listener(
                event -> {
                  if (event instanceof JitEvent.PeerRefused one) {
                    refused.add(one);
                  }
                })
            .build();
    orchestrator.start();
  }

  private PcapPacketSource source(String device) {
    return PcapPacketSource.builder()
        .interfaceName(device)
        .networkNamespace(ends.gateway().namespace().name())
        .ports(Gateway.PORT)
        .build();
  }

  @AfterEach
  void close() {
    orchestrator.close();
    routers.close();
    ends.close();
  }

  private void pingFromRouter() {
    routers.run("ping", "-c1", "-W90", TwoEnds.GATEWAY_INSIDE);
  }

  private void pingFromGateway(String address) {
    ends.gateway().namespace().run("ping", "-c1", "-W90", address);
  }

  private long sentTo(PublicKey key) {
    return ends.gateway().wg().dump().peer(key).txBytes();
  }

  @Test
  void bothAreLetInAndTheLongestMatchGetsTheTraffic() throws Exception {
    startGateway(NestedAllowedIps.PERMIT);
    pingFromRouter();
    ends.pingGateway();
    assertThat(Judge.keys(ends.gateway().wg().dump()))
        .containsExactlyInAnyOrder(ROUTER, TwoEnds.CLIENT);

    long toRouter = sentTo(ROUTER);
    long toClient = sentTo(TwoEnds.CLIENT);
    pingFromGateway(TwoEnds.CLIENT_INSIDE);
    assertThat(sentTo(ROUTER)).as("nothing of the client's").isLessThan(toRouter + PING);
    assertThat(sentTo(TwoEnds.CLIENT)).isGreaterThanOrEqualTo(toClient + PING);
    toRouter = sentTo(ROUTER);
    toClient = sentTo(TwoEnds.CLIENT);
    pingFromGateway(ROUTER_INSIDE);
    assertThat(sentTo(ROUTER)).isGreaterThanOrEqualTo(toRouter + PING);
    assertThat(sentTo(TwoEnds.CLIENT)).as("nothing of the router's").isLessThan(toClient + PING);

    assertThat(orchestrator.evict(TwoEnds.CLIENT).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isTrue();
    long beforeKnock = sentTo(ROUTER);
    ends.gateway().namespace().knock(TwoEnds.CLIENT_INSIDE);
    assertThat(Await.until(PATIENCE, () -> sentTo(ROUTER) >= beforeKnock + PING))
        .as("while the client is away")
        .isTrue();
    ends.forgetSession();
    ends.pingGateway();
    pingFromGateway(TwoEnds.CLIENT_INSIDE);
    assertThat(refused).isEmpty();
  }

  @Test
  void theSecondOneIsRefusedUnlessThatIsPermitted() throws Exception {
    startGateway(NestedAllowedIps.REFUSE);
    ends.pingGateway();
    routers.knock(TwoEnds.GATEWAY_INSIDE);
    assertThat(
            Await.until(
                PATIENCE, () -> orchestrator.statistics().count(Outcome.CONFIG_REFUSED) > 0))
        .isTrue();
    assertThat(Judge.keys(ends.gateway().wg().dump())).containsExactly(TwoEnds.CLIENT);
    assertThat(Await.until(PATIENCE, () -> !refused.isEmpty())).isTrue();
    assertThat(refused.get(0).reason())
        .contains("overlaps", "peer-config.nested-allowed-ips=permit ");
    pingFromGateway(TwoEnds.CLIENT_INSIDE);
    assertThat(routerWg.dump().peers().get(0).rxBytes()).isZero();
  }
}
