package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.spi.Packet;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.ResponderKey;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packets of kernel clients that a capture sees, on each kind of interface. */
class PcapCaptureKernelIT {
  private static final String ON_VLAN = "198.51.100.1";
  private static final String ON_OUTER_VLAN = "203.0.113.1";
  private static final String ON_INNER_VLAN = "10.1.0.1";

  // 802.1Q and 802.1ad, each with the number that Wire gives its VLANs.
  private static final int TAG = 0x81000007;
  private static final int PROVIDER_TAG = 0x88A80007;

  private static Wire wire;

  private final Deliveries delivered = new Deliveries();

  @BeforeAll
  static void connect() {
    wire = Wire.create();
    wire.addVlan("vlan", Wire.DEVICE, "802.1Q", ON_VLAN);
    wire.addVlan("outer", Wire.DEVICE, "802.1ad", ON_OUTER_VLAN);
    wire.addVlan("inner", "outer", "802.1Q", ON_INNER_VLAN);
  }

  @AfterAll
  static void disconnect() {
    wire.close();
  }

  /** A second initiation of a slowly answered client would disturb the test. */
  @BeforeEach
  void stopRetries() {
    wire.stopRetries();
  }

  @AfterEach
  void deleteWireGuard() {
    // An interface that was not created cannot be deleted.
    wire.client.commands().attempt("ip", "link", "delete", "wg0");
    wire.gateway.commands().attempt("ip", "link", "delete", "wg0");
  }

  @ParameterizedTest
  @ValueSource(strings = {Wire.IPV4, Wire.IPV6})
  void nothingButTheInitiationIsDeliveredOfAClientsTraffic(String address) throws Exception {
    wire.wireGuardAtGateway().peer(Wire.clientAsPeer().build());
    try (PcapPacketSource source = wire.source(Wire.DEVICE).build()) {
      source.start(delivered);

      wire.wireGuardAtClient(address);
      wire.pingWithoutRetry();
      wire.client.commands().attempt("ping", "-c5", "-i0.1", "-W60", Wire.INSIDE);

      assertIsClients(delivered.next(), address);
      assertLastIs(1, source);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vlan", Wire.DEVICE})
  void aClientOnAVlanIsSeenThereAndOnItsParent(String device) throws Exception {
    wire.wireGuardAtClient(ON_VLAN);
    try (PcapPacketSource source = wire.source(device).build()) {
      source.start(delivered);

      wire.knock();

      assertIsClients(delivered.next(), ON_VLAN);
      assertLastIs(1, source, TAG);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inner", "outer", Wire.DEVICE})
  void aClientBehindTwoTagsIsSeenOnEachOfItsInterfaces(String device) throws Exception {
    wire.wireGuardAtClient(ON_INNER_VLAN);
    try (PcapPacketSource source = wire.source(device).build()) {
      source.start(delivered);

      wire.knock();

      assertIsClients(delivered.next(), ON_INNER_VLAN);
      assertLastIs(1, source, PROVIDER_TAG, TAG);
    }
  }

  @Test
  void onAnyAClientOfAVlanIsSeenOnItsParentToo() throws Exception {
    wire.wireGuardAtClient(ON_VLAN);
    try (PcapPacketSource source = wire.source("any").build()) {
      source.start(delivered);

      wire.knock();

      Packet first = delivered.next();
      Packet second = delivered.next();
      assertIsClients(first, ON_VLAN);
      assertIsClients(second, ON_VLAN);
      assertThat(Deliveries.payload(second)).isEqualTo(Deliveries.payload(first));
      assertLastIs(2, source);
    }
  }

  @Test
  void eachOfSeveralPortsIsWatched() throws Exception {
    WireGuardInterface client = wire.wireGuardAtClient(Wire.IPV4);
    try (PcapPacketSource source = wire.source(Wire.DEVICE).ports(1, 51822).build()) {
      source.start(delivered);

      wire.knock();
      int second = 51822;
      client.peer(
          PeerConfig.builder(TestKeys.privateKey(3).publicKey())
              .endpoint(IpPackets.at(Wire.IPV4, second))
              .allowedIp(Wire.gatewayAsPeer(Wire.IPV4).build().allowedIps().get(0))
              .build());
      wire.knock();

      assertThat(delivered.next().destination()).isEqualTo(IpPackets.at(Wire.IPV4, Wire.PORT));
      assertThat(delivered.next().destination()).isEqualTo(IpPackets.at(Wire.IPV4, second));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Wire.DEVICE, "any"})
  void whatTheGatewaySendsItselfIsNotDelivered(String device) throws Exception {
    // The client listens on the port that is watched at the gateway.
    wire.wireGuardAtClient(Wire.IPV4).set("listen-port", Integer.toString(Wire.PORT));
    wire.wireGuardAtGateway()
        .peer(
            Wire.clientAsPeer()
                .endpoint(IpPackets.at(Wire.clientOf(Wire.IPV4), Wire.PORT))
                .build());
    try (PcapPacketSource source = wire.source(device).build()) {
      source.start(delivered);

      wire.gateway.run("ping", "-c1", "-W90", Wire.clientOf(Wire.INSIDE));

      assertLastIs(0, source);
    }
  }

  /** The kernel client's own initiation, because no other program has its key. */
  private static void assertIsClients(Packet packet, String address) {
    assertThat(packet.source())
        .isEqualTo(new InetSocketAddress(Wire.clientOf(address), Wire.CLIENT_PORT));
    assertThat(packet.destination()).isEqualTo(new InetSocketAddress(address, Wire.PORT));
    InitiationResult result = ResponderKey.of(Wire.GATEWAY_KEY).open(packet.payload());
    assertThat(result).isInstanceOf(InitiationResult.Opened.class);
    assertThat(((InitiationResult.Opened) result).initiator())
        .isEqualTo(Wire.CLIENT_KEY.publicKey());
  }

  /** Nothing was captured after this many frames: the next one is the one that is sent now. */
  private void assertLastIs(long before, PcapPacketSource source, int... tags) throws Exception {
    byte[] payload = IpPackets.initiation(99);
    InetSocketAddress from = IpPackets.at(Wire.clientOf(Wire.IPV4), 1);
    byte[] packet = IpPackets.udp(from, IpPackets.at(Wire.IPV4, Wire.PORT), payload);
    FrameSender.send(wire, List.of(packet), tags);

    assertThat(Deliveries.payload(delivered.next())).isEqualTo(payload);
    PcapStatistics statistics = source.pcapStatistics();
    assertThat(statistics.frames()).isEqualTo(before + 1);
    assertThat(statistics.delivered()).isEqualTo(before + 1);
    assertThat(source.failures()).isZero();
  }
}
