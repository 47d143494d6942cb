package io.jitpeers.kerneltests.pcap;

import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A gateway and a client, each in its own namespace, and the link between them. The gateway's
 * addresses end in 1, the client's in 2.
 */
final class Wire implements AutoCloseable {
  static final String DEVICE = "eth0";
  static final int PORT = 51820;
  static final int CLIENT_PORT = 40_000;
  static final String IPV4 = "192.0.2.1";
  static final String IPV6 = "2001:db8::1";
  static final String INSIDE = "10.0.0.1";
  static final PrivateKey GATEWAY_KEY = TestKeys.privateKey(1);
  static final PrivateKey CLIENT_KEY = TestKeys.privateKey(2);

  final NetNamespace gateway = NetNamespace.create("gateway");
  final NetNamespace client = NetNamespace.create("client");
  private @Nullable FirstInitiations firsts;

  private Wire() {}

  /** Connects both. */
  static Wire create() {
    Wire made = new Wire();
    try {
      made.connect();
      return made;
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  /** Creates a new link. The gateway's end is the one that is created, and can be deleted. */
  void connect() {
    gateway.connect(DEVICE, IPV4 + "/24", client, clientOf(IPV4) + "/24");
    gateway.addAddress(DEVICE, IPV6 + "/64");
    client.addAddress(DEVICE, clientOf(IPV6) + "/64");
  }

  /** Blocks all initiations of the client after the next one, until they are let through again. */
  void stopRetries() {
    letRetriesThrough();
    firsts = FirstInitiations.of(client);
  }

  /** Lets all initiations of the client through. */
  void letRetriesThrough() {
    if (firsts != null) {
      firsts.close();
      firsts = null;
    }
  }

  /** Checks that the client's first initiation is answered, and then its ping. */
  void pingWithoutRetry() {
    Objects.requireNonNull(firsts, "retries are not stopped").ping(INSIDE);
  }

  /** Checks that the client's ping is answered, after any number of initiations. */
  void ping() {
    letRetriesThrough();
    client.run("ping", "-c1", "-W90", INSIDE);
  }

  /** Returns the client's address that corresponds to one of the gateway's. */
  static String clientOf(String gatewayAddress) {
    return gatewayAddress.replaceAll("1$", "2");
  }

  /**
   * Adds a VLAN to the link, at both ends.
   *
   * @param device the name of its interfaces
   * @param parent the interface below it
   * @param protocol the protocol of its tag: {@code 802.1Q} or {@code 802.1ad}
   * @param address the gateway's address, without its prefix length of 24
   */
  void addVlan(String device, String parent, String protocol, String address) {
    addVlanTo(gateway, device, parent, protocol, address);
    addVlanTo(client, device, parent, protocol, clientOf(address));
  }

  private static void addVlanTo(
      NetNamespace end, String device, String parent, String protocol, String address) {
    end.run(
        "ip", "link", "add", "link", parent, "name", device, "type", "vlan", "proto", protocol,
        "id", "7");
    end.addAddress(device, address + "/24");
  }

  /** Returns a builder of a source on one of the gateway's interfaces. */
  PcapPacketSource.Builder source(String device) {
    return PcapPacketSource.builder()
        .interfaceName(device)
        .ports(PORT)
        .networkNamespace(gateway.name());
  }

  /** Creates the gateway's WireGuard interface, without peers. */
  WireGuardInterface wireGuardAtGateway() {
    return WireGuardInterface.create(gateway, "wg0")
        .configure(GATEWAY_KEY, PORT)
        .address(INSIDE + "/24");
  }

  /** Returns the client's config at the gateway. */
  static PeerConfig.Builder clientAsPeer() {
    return PeerConfig.builder(CLIENT_KEY.publicKey())
        .allowedIp(IpPrefix.parse(clientOf(INSIDE) + "/32"));
  }

  /** Creates the client's WireGuard interface, which knows the gateway. */
  WireGuardInterface wireGuardAtClient(String gatewayAddress) {
    return wireGuardAtClient(gatewayAsPeer(gatewayAddress).build());
  }

  /** Creates the client's WireGuard interface with the given config of the gateway. */
  WireGuardInterface wireGuardAtClient(PeerConfig asPeer) {
    return WireGuardInterface.create(client, "wg0")
        .configure(CLIENT_KEY, CLIENT_PORT)
        .address(clientOf(INSIDE) + "/24")
        .peer(asPeer);
  }

  /** Returns the gateway's config at the client. */
  static PeerConfig.Builder gatewayAsPeer(String address) {
    return PeerConfig.builder(GATEWAY_KEY.publicKey())
        .endpoint(new InetSocketAddress(address, PORT))
        .allowedIp(IpPrefix.parse(INSIDE + "/32"));
  }

  /** Makes the client begin a handshake, whether or not it is answered. */
  void knock() {
    client.commands().attempt("ping", "-c1", "-W0.1", INSIDE);
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
