package io.jitpeers.kerneltests.store;

import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;

/** A gateway that is up, and a client in another namespace, with a link between them. */
final class TwoEnds implements AutoCloseable {
  static final PrivateKey CLIENT_KEY = TestKeys.privateKey(1);
  static final PublicKey CLIENT = CLIENT_KEY.publicKey();
  static final InetSocketAddress GATEWAY_AT = new InetSocketAddress("192.0.2.1", Gateway.PORT);
  static final InetSocketAddress CLIENT_AT = new InetSocketAddress("192.0.2.2", 40_000);
  static final String GATEWAY_INSIDE = "10.0.0.1";
  static final String CLIENT_INSIDE = "10.0.0.2";

  private final Gateway gateway;
  private final NetNamespace client;
  private final WireGuardInterface clientWg;

  private TwoEnds(Gateway gateway, NetNamespace client) {
    this.gateway = gateway;
    this.client = client;
    clientWg = WireGuardInterface.create(client, Gateway.WG);
  }

  /** Creates both; the client knows the gateway, but the gateway does not know the client. */
  static TwoEnds create(String label) {
    TwoEnds ends = new TwoEnds(Gateway.create(label), NetNamespace.create(label + "-client"));
    ends.gateway.namespace().connect("eth0", "192.0.2.1/24", ends.client, "192.0.2.2/24");
    ends.gateway.wg().address(GATEWAY_INSIDE + "/24");
    ends.clientWg.configure(CLIENT_KEY, CLIENT_AT.getPort()).address(CLIENT_INSIDE + "/24");
    ends.introduceGateway();
    return ends;
  }

  private void introduceGateway() {
    clientWg.peer(
        PeerConfig.builder(Gateway.KEY.publicKey())
            .endpoint(GATEWAY_AT)
            .allowedIp(IpPrefix.parse(GATEWAY_INSIDE + "/32"))
            .build());
  }

  /** Discards the client's session, so that its next packet requires a handshake. */
  void forgetSession() {
    clientWg.removePeer(Gateway.KEY.publicKey());
    introduceGateway();
  }

  Gateway gateway() {
    return gateway;
  }

  NetNamespace client() {
    return client;
  }

  /** Returns the client's interface, read with wg(8). */
  WireGuardInterface clientWg() {
    return clientWg;
  }

  /** Returns the client's config at the gateway; it has no endpoint. */
  static PeerConfig.Builder clientPeer() {
    return PeerConfig.builder(CLIENT).allowedIp(IpPrefix.parse(CLIENT_INSIDE + "/32"));
  }

  /** Sends one packet through the tunnel and waits for its answer, which requires a handshake. */
  void pingGateway() {
    client.run("ping", "-c1", "-W90", GATEWAY_INSIDE);
  }

  /** Does the same, and checks that the client's first initiation is sufficient. */
  void pingGatewayByFirstInitiation() {
    try (FirstInitiations firsts = FirstInitiations.of(client)) {
      firsts.ping(GATEWAY_INSIDE);
    }
    pingGateway();
  }

  /** Makes the client begin a handshake, whether or not it is answered. */
  void knock() {
    client.knock(GATEWAY_INSIDE);
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
