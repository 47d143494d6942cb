package io.jitpeers.kerneltests.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that a lost first packet is noticed, and that a late answer does not count as a loss. */
class FirstInitiationsKernelIT {
  private static final String GATEWAY = "192.0.2.1";
  private static final int PORT = 51820;
  private static final int CLIENT_PORT = 40_000;
  private static final int INITIATION = 148;
  private static final int RESPONSE = 92;

  private static final String LOSSY =
      """
      table inet lossy {
        chain incoming {
          type filter hook input priority 0
          udp dport 51820 counter drop
        }
      }
      """;

  private NetNamespace gateway;
  private NetNamespace client;

  @BeforeEach
  void connect() {
    gateway = NetNamespace.create("gateway");
    client = NetNamespace.create("client");
    gateway.connect("eth0", GATEWAY + "/24", client, "192.0.2.2/24");
  }

  @AfterEach
  void disconnect() {
    client.close();
    gateway.close();
  }

  private static DatagramSocket socket(NetNamespace where, int port) throws Exception {
    return where.call(
        () -> {
          DatagramSocket socket = new DatagramSocket(port);
          socket.setSoTimeout(120_000);
          return socket;
        });
  }

  /** Returns a message of a type and a length, with a number in it. */
  private static void send(DatagramSocket from, int type, int length, int number, int port)
      throws Exception {
    byte[] message = new byte[length];
    message[0] = (byte) type;
    message[4] = (byte) number;
    from.send(new DatagramPacket(message, length, InetAddress.getByName(GATEWAY), port));
  }

  private static DatagramPacket receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[INITIATION], INITIATION);
    socket.receive(packet);
    return packet;
  }

  @Test
  void theFirstOneOfEachLeavesAndNoOther() throws Exception {
    try (DatagramSocket server = socket(gateway, PORT);
        DatagramSocket one = socket(client, CLIENT_PORT);
        DatagramSocket other = socket(client, CLIENT_PORT + 1);
        FirstInitiations firsts = FirstInitiations.of(client)) {
      // Each is received before the next is sent: several processors could reorder them.
      send(one, 1, INITIATION, 1, PORT);
      assertReceived(server, 1);
      assertStopped(one);
      send(other, 1, INITIATION, 3, PORT);
      assertReceived(server, 3);
      send(one, 4, RESPONSE, 4, PORT);
      assertReceived(server, 4);
      firsts.letRetriesThrough();
      send(one, 1, INITIATION, 5, PORT);
      assertReceived(server, 5);
    }
  }

  private static void assertReceived(DatagramSocket server, int number) throws Exception {
    assertThat(receive(server).getData()[4]).isEqualTo((byte) number);
  }

  private static void assertStopped(DatagramSocket from) {
    assertThatThrownBy(() -> send(from, 1, INITIATION, 2, PORT))
        .hasMessageContaining("not permitted");
  }

  @Test
  void aResponseIsAnAnswerHoweverLate() throws Exception {
    try (DatagramSocket server = socket(gateway, PORT);
        DatagramSocket one = socket(client, CLIENT_PORT);
        FirstInitiations firsts = FirstInitiations.of(client)) {
      send(one, 1, INITIATION, 1, PORT);
      DatagramPacket initiation = receive(server);
      assertStopped(one);
      assertThat(firsts.answered()).isEmpty();

      byte[] response = new byte[RESPONSE];
      response[0] = 2;
      server.send(new DatagramPacket(response, RESPONSE, initiation.getSocketAddress()));

      firsts.awaitAnswers(Set.of(CLIENT_PORT));
      assertThat(firsts.answered()).containsExactly(CLIENT_PORT);
    }
  }

  @Test
  void aFirstPacketThatIsLostIsNoticedAlthoughTheNextWouldBeAnswered() {
    WireGuardInterface.create(gateway, "wg0")
        .configure(TestKeys.privateKey(1), PORT)
        .address("10.0.0.1/24")
        .peer(
            PeerConfig.builder(TestKeys.privateKey(2).publicKey())
                .allowedIp(IpPrefix.parse("10.0.0.2/32"))
                .build());
    gateway.commands().reading(LOSSY).run("nft", "-f", "-");
    try (FirstInitiations firsts = FirstInitiations.of(client, Duration.ofSeconds(1))) {
      WireGuardInterface.create(client, "wg0")
          .configure(TestKeys.privateKey(2), CLIENT_PORT)
          .address("10.0.0.2/24")
          .peer(
              PeerConfig.builder(TestKeys.privateKey(1).publicKey())
                  .endpoint(new InetSocketAddress(GATEWAY, PORT))
                  .allowedIp(IpPrefix.parse("10.0.0.1/32"))
                  .build());
      client.commands().attempt("ping", "-c1", "-W0.1", "10.0.0.1");
      assertThat(Await.until(Commands.TIMEOUT, this::isOneLost)).isTrue();
      gateway.run("nft", "delete", "table", "inet", "lossy");

      assertThat(Await.until(Commands.TIMEOUT, firsts::hasStoppedARetry)).isTrue();
      assertThat(firsts.answered()).isEmpty();
      assertThatThrownBy(firsts::awaitAnswer).isInstanceOf(AssertionError.class);
      firsts.letRetriesThrough();
      client.run("ping", "-c1", "-W90", "10.0.0.1");
    }
  }

  private boolean isOneLost() {
    return gateway.run("nft", "list", "table", "inet", "lossy").contains("counter packets 1 ");
  }
}
