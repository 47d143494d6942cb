package io.jitpeers.kerneltests.reinjection;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.FirstInitiations;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.pcap.internal.reinjection.RawSocketReinjector;
import io.jitpeers.pcap.internal.reinjection.Reinjection;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's WireGuard answers a reinjected initiation. */
class AnsweredReinjectionKernelIT {
  private static final PrivateKey GATEWAY_KEY = TestKeys.privateKey(1);
  private static final PrivateKey CLIENT_KEY = TestKeys.privateKey(2);

  private static final int CLIENT_PORT = 40_000;
  private static final int INITIATION = 148;

  private static Wire wire;

  @BeforeAll
  static void create() {
    wire = Wire.create();
    wire.gateway.addAddress("eth0", "192.0.2.10/24");
    wire.gateway.addAddress("eth0", "2001:db8::10/64");
  }

  @AfterAll
  static void close() {
    wire.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "2001:db8::10"})
  void theClientsFirstInitiationIsEnough(String address) throws Exception {
    WireGuardInterface gateway =
        WireGuardInterface.create(wire.gateway, "wg0")
            .configure(GATEWAY_KEY, Wire.PORT)
            .peer(
                PeerConfig.builder(CLIENT_KEY.publicKey())
                    .allowedIp(IpPrefix.parse("10.0.0.2/32"))
                    .build());
    wire.gateway.run("ip", "address", "add", "10.0.0.1/24", "dev", "wg0");
    WireGuardInterface client = wireguardAtClient(address);
    RawSocketReinjector reinjector = Reinjectors.in(wire.gateway);
    FirstInitiations firsts = FirstInitiations.of(wire.client);
    CompletableFuture<CommandResult> ping;
    DatagramPacket missed;
    // The interface's port is free until it is up.
    try (DatagramSocket socket = wire.listen(address, Wire.PORT)) {
      ping =
          CompletableFuture.supplyAsync(
              () -> wire.client.commands().attempt("ping", "-c1", "-W90", "10.0.0.1"),
              task -> new Thread(task).start());
      missed = Wire.receive(socket);
    }
    gateway.up();

    InetSocketAddress source = (InetSocketAddress) missed.getSocketAddress();
    assertThat(reinjector.reinject(source, Wire.at(address, Wire.PORT), Wire.payload(missed)))
        .isEqualTo(new Reinjection(ReinjectionOutcome.SENT, null));
    reinjector.close();

    firsts.awaitAnswer();
    firsts.letRetriesThrough();
    CommandResult pinged = ping.get(5, TimeUnit.MINUTES);
    assertThat(pinged.exitCode()).as(pinged.toString()).isZero();
    WireGuardDump.Peer seen = client.dump().peer(GATEWAY_KEY.publicKey());
    assertThat(seen.endpoint())
        .hasValue(address.contains(":") ? "[" + address + "]:51820" : address + ":51820");
    assertThat(gateway.dump().peer(CLIENT_KEY.publicKey()).endpoint().orElseThrow())
        .endsWith(":" + CLIENT_PORT);
    gateway.delete();
    client.delete();
  }

  /** The answer would come from the first address, and the client would continue with that one. */
  @Test
  void aSecondIpv4AddressGetsNothing() throws Exception {
    try (RawSocketReinjector reinjector = Reinjectors.in(wire.gateway)) {
      ByteBuffer initiation = ByteBuffer.allocate(INITIATION).put(0, (byte) 1);
      assertThat(
              reinjector.reinject(
                  Wire.at("192.0.2.2", CLIENT_PORT), Wire.at("192.0.2.10", Wire.PORT), initiation))
          .isEqualTo(new Reinjection(ReinjectionOutcome.OTHER_ANSWER_ADDRESS, null));
      assertThat(
              reinjector.reinject(
                  Wire.at("192.0.2.2", CLIENT_PORT), Wire.at("192.0.2.1", Wire.PORT), initiation))
          .isEqualTo(new Reinjection(ReinjectionOutcome.SENT, null));
    }
  }

  private WireGuardInterface wireguardAtClient(String gatewayAddress) {
    return WireGuardInterface.create(wire.client, "wg0")
        .configure(CLIENT_KEY, CLIENT_PORT)
        .address("10.0.0.2/24")
        .peer(
            PeerConfig.builder(GATEWAY_KEY.publicKey())
                .endpoint(new InetSocketAddress(gatewayAddress, Wire.PORT))
                .allowedIp(IpPrefix.parse("10.0.0.1/32"))
                .build());
  }
}
