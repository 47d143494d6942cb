package io.jitpeers.kerneltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NfqueuePacketSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A gateway whose firewall queues packets, and a client, each in its own namespace. Counters show
 * how many packets reached the rule and how many passed it.
 */
final class NfqueueGateway implements AutoCloseable {
  static final int PORT = 51820;
  static final int QUEUE = 7;
  static final String IPV4 = "192.0.2.1";
  static final String IPV6 = "2001:db8::1";
  static final String INITIATIONS = "udp dport 51820 udp length 156 @th,64,32 0x01000000";
  static final String EVERYTHING = "udp dport 51820";

  private static final PrivateKey GATEWAY_KEY = TestKeys.privateKey(1);
  private static final PrivateKey CLIENT_KEY = TestKeys.privateKey(2);
  private static final int CLIENT_PORT = 40_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final NetNamespace gateway = NetNamespace.create("gateway");
  final NetNamespace client = NetNamespace.create("client");

  private NfqueueGateway() {}

  private void setUp(String queued) {
    gateway.connect("eth0", IPV4 + "/24", client, "192.0.2.2/24");
    gateway.addAddress("eth0", IPV6 + "/64");
    client.addAddress("eth0", "2001:db8::2/64");
    gateway
        .commands()
        .reading(
            """
            table inet jit {
              chain incoming {
                type filter hook input priority 10
                RULE counter queue flags bypass to 7
              }
              chain later {
                type filter hook input priority 20
                RULE counter
              }
            }
            """
                .replace("RULE", queued))
        .run("nft", "-f", "-");
  }

  /**
   * Creates both.
   *
   * @param rule the packets that the firewall queues
   */
  static NfqueueGateway queueing(String rule) {
    NfqueueGateway made = new NfqueueGateway();
    try {
      made.setUp(rule);
      return made;
    } catch (Error e) {
      made.close();
      throw e;
    }
  }

  /** Returns a builder of a source for the firewall's queue. */
  NfqueuePacketSource.Builder source() {
    return NfqueuePacketSource.builder().queue(QUEUE).networkNamespace(gateway.name());
  }

  /** Creates the gateway's interface, without peers. */
  WireGuardInterface wireguardAtGateway() {
    return WireGuardInterface.create(gateway, "wg0")
        .configure(GATEWAY_KEY, PORT)
        .address("10.0.0.1/24");
  }

  /** Returns the client's config at the gateway. */
  PeerConfig clientAsPeer() {
    return PeerConfig.builder(CLIENT_KEY.publicKey())
        .allowedIp(IpPrefix.parse("10.0.0.2/32"))
        .build();
  }

  /** Creates the client's interface, which knows the gateway by one of its addresses. */
  WireGuardInterface wireguardAtClient(String gatewayAddress) {
    return WireGuardInterface.create(client, "wg0")
        .configure(CLIENT_KEY, CLIENT_PORT)
        .address("10.0.0.2/24")
        .peer(
            PeerConfig.builder(GATEWAY_KEY.publicKey())
                .endpoint(new InetSocketAddress(gatewayAddress, PORT))
                .allowedIp(IpPrefix.parse("10.0.0.1/32"))
                .build());
  }

  /** Makes the client begin a handshake, whether or not it is answered. */
  void knock() {
    client.commands().attempt("ping", "-c1", "-W0.1", "10.0.0.1");
  }

  /** Sends datagrams from the client, and returns their source address. */
  InetSocketAddress send(String gatewayAddress, byte[] payload, int times) throws Exception {
    InetSocketAddress to = new InetSocketAddress(gatewayAddress, PORT);
    return client.call(() -> sendHere(to, payload, times));
  }

  private static InetSocketAddress sendHere(InetSocketAddress to, byte[] payload, int times)
      throws IOException {
    InetAddress from =
        InetAddress.getByName(
            to.getAddress().getAddress().length == 4 ? "192.0.2.2" : "2001:db8::2");
    try (DatagramSocket socket = new DatagramSocket(0, from)) {
      for (int i = 0; i < times; i++) {
        socket.send(new DatagramPacket(payload, payload.length, to));
      }
      return new InetSocketAddress(from, socket.getLocalPort());
    }
  }

  /**
   * Lets only the client's first initiation through, so that a slow machine's retries do not reach
   * the rule.
   */
  FirstInitiations stopRetries() {
    return FirstInitiations.of(client);
  }

  /** Returns how many packets the rule queued, or would have queued with a process listening. */
  int came() {
    return counter("incoming");
  }

  /** Returns how many packets passed the rule. */
  int passed() {
    return counter("later");
  }

  private int counter(String chain) {
    String text = gateway.run("nft", "list", "chain", "inet", "jit", chain);
    return Integer.parseInt(text.replaceAll("(?s).*counter packets ([0-9]+).*", "$1"));
  }

  /** Waits until the given number of packets passed the rule. */
  void awaitPassed(int packets) {
    boolean arrived = Await.until(PATIENCE, () -> passed() >= packets);
    assertThat(passed()).as("packets that passed; in time: %s", arrived).isEqualTo(packets);
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
