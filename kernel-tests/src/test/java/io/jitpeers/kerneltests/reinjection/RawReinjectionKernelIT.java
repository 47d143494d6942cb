package io.jitpeers.kerneltests.reinjection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.pcap.internal.reinjection.RawSocketReinjector;
import io.jitpeers.pcap.internal.reinjection.Reinjection;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's handling of reinjected datagrams; the process is in another namespace. */
class RawReinjectionKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  // Creating namespaces takes most of the time: all tests share one, and each undoes its changes.
  private static Wire wire;

  private RawSocketReinjector reinjector;

  @BeforeAll
  static void create() {
    wire = Wire.create();
  }

  @AfterAll
  static void delete() {
    wire.close();
  }

  @BeforeEach
  void open() throws Exception {
    reinjector = Reinjectors.in(wire.gateway);
  }

  @AfterEach
  void close() {
    reinjector.close();
  }

  private Reinjection reinject(String source, String destination, int number) {
    return reinjector.reinject(
        Wire.at(source, 1234), Wire.at(destination, Wire.PORT), Wire.initiation(number));
  }

  private void assertArrives(DatagramSocket socket, String source, int number) throws Exception {
    DatagramPacket arrived = Wire.receive(socket);
    assertThat(arrived.getSocketAddress()).isEqualTo(Wire.at(source, 1234));
    assertThat(Wire.payload(arrived)).isEqualTo(Wire.initiation(number));
  }

  /** Sources on the link, behind it, and without a route. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.2, 192.0.2.1",
    "192.0.2.77, 192.0.2.1",
    "203.0.113.9, 192.0.2.1",
    "203.0.113.9, 127.0.0.1",
    "2001:db8::2, 2001:db8::1",
    "2001:db8::77, 2001:db8::1",
    "2001:db8:9::9, 2001:db8::1",
    "2001:db8:9::9, ::1"
  })
  void arrivesAsIfFromItsOriginalSource(String source, String destination) throws Exception {
    try (DatagramSocket socket = wire.listen(destination, Wire.PORT)) {
      int left = wire.left();
      for (int i = 0; i < 3; i++) {
        assertThat(reinject(source, destination, i))
            .isEqualTo(new Reinjection(ReinjectionOutcome.SENT, null));
        assertArrives(socket, source, i);
      }
      assertThat(wire.left()).isEqualTo(left);
    }
    assertThat(reinjector.counts()).containsEntry(ReinjectionOutcome.SENT, 3L);
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.9, 192.0.2.1, IP", "2001:db8:9::9, 2001:db8::1, IP6"})
  void tcpdumpFindsItsChecksumsRight(String source, String destination, String protocol)
      throws Exception {
    Process tcpdump =
        new ProcessBuilder(
                "ip netns exec NAME tcpdump -i lo -nvv -l -c 1 udp"
                    .replace("NAME", wire.gateway.name())
                    .split(" "))
            .redirectErrorStream(true)
            .start();
    try (var output = tcpdump.inputReader()) {
      String line = output.readLine();
      while (!line.contains("listening on lo")) {
        line = output.readLine();
      }

      assertThat(reinject(source, destination, 1).outcome()).isEqualTo(ReinjectionOutcome.SENT);

      String seen = String.join("\n", output.lines().toList());
      assertThat(seen)
          .contains(protocol + " (", "[udp sum ok] UDP, length 148", source + ".1234 > ")
          .doesNotContain("bad");
    } finally {
      tcpdump.destroyForcibly();
    }
  }

  @Test
  void nothingIsSentToWhatIsNotLocal() throws Exception {
    String[] destinations = {
      "192.0.2.2", "192.0.2.99", "198.51.100.1", "192.0.2.255", "255.255.255.255", "224.0.0.1",
      "0.0.0.0", "2001:db8::2", "2001:db8::99", "2001:db8:9::1", "ff02::1", "::"
    };
    wire.gateway.run("ip", "route", "add", "default", "via", Wire.CLIENT_4);
    wire.gateway.run("ip", "-6", "route", "add", "default", "via", Wire.CLIENT_6);
    int left = wire.left();

    for (String destination : destinations) {
      String source = destination.contains(":") ? "2001:db8:9::9" : "203.0.113.9";
      assertThat(reinject(source, destination, 1))
          .as(destination)
          .isEqualTo(new Reinjection(ReinjectionOutcome.NOT_LOCAL, null));
    }

    assertThat(wire.left()).isEqualTo(left);
    // Shows that the counter counts.
    wire.gateway.call(() -> sendPlainly(Wire.CLIENT_4));
    assertThat(wire.left()).isEqualTo(left + 1);
    wire.gateway.run("ip", "route", "del", "default");
    wire.gateway.run("ip", "-6", "route", "del", "default");
  }

  private static Void sendPlainly(String destination) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(destination), 9));
    }
    return null;
  }

  @ParameterizedTest
  @ValueSource(strings = {"unreachable", "prohibit", "blackhole"})
  void aRouteThatLeadsNowhereIsNotLocal(String type) {
    wire.gateway.run("ip", "route", "add", type, "198.51.100.0/24");
    wire.gateway.run("ip", "-6", "route", "add", type, "2001:db8:7::/48");

    assertThat(reinject("203.0.113.9", "198.51.100.1", 1).outcome())
        .isEqualTo(ReinjectionOutcome.NOT_LOCAL);
    assertThat(reinject("2001:db8:9::9", "2001:db8:7::1", 1).outcome())
        .isEqualTo(ReinjectionOutcome.NOT_LOCAL);
    wire.gateway.run("ip", "route", "del", type, "198.51.100.0/24");
    wire.gateway.run("ip", "-6", "route", "del", type, "2001:db8:7::/48");
  }

  @Test
  void addressesComeAndGo() throws Exception {
    assertThat(reinject("203.0.113.9", "198.51.100.1", 1).outcome())
        .isEqualTo(ReinjectionOutcome.NOT_LOCAL);
    wire.gateway.addAddress("eth0", "198.51.100.1/24");
    try (DatagramSocket socket = wire.listen("198.51.100.1", Wire.PORT)) {
      assertThat(reinject("203.0.113.9", "198.51.100.1", 2).outcome())
          .isEqualTo(ReinjectionOutcome.SENT);
      assertArrives(socket, "203.0.113.9", 2);
    }
    wire.gateway.run("ip", "address", "del", "198.51.100.1/24", "dev", "eth0");
    assertThat(reinject("203.0.113.9", "198.51.100.1", 3).outcome())
        .isEqualTo(ReinjectionOutcome.NOT_LOCAL);
  }

  @Test
  void withoutIpv6AddressesThereIsIpv4() throws Exception {
    wire.gateway.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
    try (DatagramSocket socket = wire.listen(Wire.GATEWAY_4, Wire.PORT)) {
      assertThat(reinject("2001:db8:9::9", Wire.GATEWAY_6, 1).outcome())
          .isEqualTo(ReinjectionOutcome.NOT_LOCAL);
      assertThat(reinject("203.0.113.9", Wire.GATEWAY_4, 1).outcome())
          .isEqualTo(ReinjectionOutcome.SENT);
      assertArrives(socket, "203.0.113.9", 1);
    } finally {
      wire.gateway.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0");
      wire.gateway.addAddress("eth0", Wire.GATEWAY_6 + "/64");
    }
  }

  @Test
  void aFirewallThatForbidsItIsNamed() {
    wire.gateway
        .commands()
        .reading(
            """
            table inet strict {
              chain output {
                type filter hook output priority 0
                oifname "lo" udp dport 51820 drop
              }
            }
            """)
        .run("nft", "-f", "-");
    for (String[] way :
        new String[][] {{"203.0.113.9", Wire.GATEWAY_4}, {"2001:db8:9::9", Wire.GATEWAY_6}}) {
      Reinjection refused = reinject(way[0], way[1], 1);
      assertThat(refused.outcome()).isEqualTo(ReinjectionOutcome.FAILED);
      assertThat(refused.failure())
          .hasMessageContaining("sending through the raw socket for IPv")
          .hasMessageContaining("EPERM")
          .hasMessageContaining("firewall");
    }
    wire.gateway.run("nft", "delete", "table", "inet", "strict");
  }

  @Test
  void theCallersOwnNamespaceIsMeantUnlessAnotherIsNamed() throws Exception {
    try (RawSocketReinjector own = wire.gateway.call(() -> Reinjectors.here());
        DatagramSocket socket = wire.listen(Wire.GATEWAY_4, Wire.PORT)) {
      Reinjection done =
          own.reinject(
              Wire.at("203.0.113.9", 1234), Wire.at(Wire.GATEWAY_4, Wire.PORT), Wire.initiation(5));
      assertThat(done.outcome()).isEqualTo(ReinjectionOutcome.SENT);
      assertArrives(socket, "203.0.113.9", 5);
    }
    // The thread with which the other reinjector was opened ends by itself.
    assertThat(Await.until(PATIENCE, RawReinjectionKernelIT::isNoThreadInANamespace)).isTrue();
  }

  private static boolean isNoThreadInANamespace() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("jit-linux-namespace"));
  }

  @Test
  void theOtherNamespaceDoesNotGetIt() throws Exception {
    wire.client.addAddress("lo", "198.51.100.1/32");
    try (RawSocketReinjector there = Reinjectors.in(wire.client)) {
      assertThat(reinject("203.0.113.9", "198.51.100.1", 1).outcome())
          .isEqualTo(ReinjectionOutcome.NOT_LOCAL);
      Reinjection done =
          there.reinject(Wire.at("203.0.113.9", 1), Wire.at("198.51.100.1", 2), Wire.initiation(1));
      assertThat(done.outcome()).isEqualTo(ReinjectionOutcome.SENT);
    }
    wire.client.run("ip", "address", "del", "198.51.100.1/32", "dev", "lo");
  }

  @Test
  void closingIsForGood() throws Exception {
    try (DatagramSocket socket = wire.listen(Wire.GATEWAY_4, Wire.PORT)) {
      reinjector.close();
      assertThat(reinject("203.0.113.9", Wire.GATEWAY_4, 1).outcome())
          .isEqualTo(ReinjectionOutcome.CLOSED);

      // A datagram that is sent afterwards is the first one to arrive.
      open();
      assertThat(reinject("203.0.113.9", Wire.GATEWAY_4, 2).outcome())
          .isEqualTo(ReinjectionOutcome.SENT);
      assertArrives(socket, "203.0.113.9", 2);
    }
  }

  @Test
  void aNamespaceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Reinjectors.in("no-such-namespace"))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("/run/netns/no-such-namespace: ENOENT")
        .hasMessageContaining("ip netns list");
  }
}
