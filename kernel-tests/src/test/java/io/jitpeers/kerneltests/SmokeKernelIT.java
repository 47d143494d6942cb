package io.jitpeers.kerneltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WallClock;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the kernel has the features that the other tests need. */
class SmokeKernelIT {
  private static final int PORT = 51820;

  @Test
  void wireguardDeviceIsMadeConfiguredAndDeleted() {
    PrivateKey key = TestKeys.privateKey(1);
    PeerConfig peer =
        PeerConfig.builder(TestKeys.publicKey(2))
            .presharedKey(TestKeys.presharedKey(3))
            .endpoint(new InetSocketAddress("192.0.2.1", 1234))
            .allowedIp(IpPrefix.parse("10.0.0.2/32"))
            .allowedIp(IpPrefix.parse("2001:db8::/64"))
            .persistentKeepaliveSeconds(25)
            .build();
    try (NetNamespace namespace = NetNamespace.create("device")) {
      WireGuardInterface wg =
          WireGuardInterface.create(namespace, "wg0").configure(key, PORT).peer(peer);

      WireGuardDump dump = wg.dump();
      assertThat(dump.publicKey()).contains(key.publicKey());
      assertThat(dump.listenPort()).isEqualTo(PORT);
      assertThat(dump.peers())
          .containsExactly(
              new WireGuardDump.Peer(
                  peer.publicKey(),
                  peer.presharedKey(),
                  Optional.of("192.0.2.1:1234"),
                  peer.allowedIps().stream().sorted().toList(),
                  Instant.EPOCH,
                  0,
                  0,
                  25));

      assertThat(wg.removePeer(peer.publicKey()).dump().peers()).isEmpty();
      wg.delete();
      assertThat(namespace.run("wg", "show", "interfaces")).isBlank();
    }
  }

  @Test
  void peersInTwoNamespacesShakeHands() {
    try (NetNamespace left = NetNamespace.create("left");
        NetNamespace right = NetNamespace.create("right")) {
      left.connect("eth0", "192.0.2.1/24", right, "192.0.2.2/24");
      WireGuardInterface a = end(left, 1, "10.0.0.1/24");
      WireGuardInterface b = end(right, 2, "10.0.0.2/24");
      a.peer(other(2, "10.0.0.2/32").endpoint(new InetSocketAddress("192.0.2.2", PORT)).build());
      b.peer(other(1, "10.0.0.1/32").build());

      Instant begin = WallClock.now().truncatedTo(ChronoUnit.SECONDS);
      left.run("ping", "-c1", "-W90", "10.0.0.2");

      WireGuardDump.Peer seen = b.dump().peer(TestKeys.privateKey(1).publicKey());
      assertThat(seen.endpoint()).contains("192.0.2.1:" + PORT);
      assertThat(seen.latestHandshake()).isBetween(begin, WallClock.now());
      assertThat(seen.rxBytes()).isGreaterThanOrEqualTo(148);
    }
  }

  private static WireGuardInterface end(NetNamespace namespace, int key, String address) {
    return WireGuardInterface.create(namespace, "wg0")
        .configure(TestKeys.privateKey(key), PORT)
        .address(address);
  }

  private static PeerConfig.Builder other(int key, String allowedIp) {
    return PeerConfig.builder(TestKeys.privateKey(key).publicKey())
        .allowedIp(IpPrefix.parse(allowedIp));
  }

  @Test
  void nftablesQueuesToUserSpace() {
    String rules =
        """
        table inet jit {
          chain incoming {
            type filter hook input priority 0
            udp dport 51820 udp length 156 @th,64,32 0x01000000 queue flags bypass to 7
          }
        }
        """;
    try (NetNamespace namespace = NetNamespace.create("nft")) {
      namespace.commands().reading(rules).run("nft", "-f", "-");

      assertThat(namespace.run("nft", "list", "ruleset")).contains("queue flags bypass to 7");
    }
  }

  @Test
  void networkEmulatorDelays() {
    try (NetNamespace namespace = NetNamespace.create("netem")) {
      namespace.run("tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "20ms");

      // There and back.
      String answer = namespace.run("ping", "-c1", "-W90", "127.0.0.1");
      double millis = Double.parseDouble(answer.replaceAll("(?s).*time=([0-9.]+) ms.*", "$1"));
      assertThat(millis).isGreaterThanOrEqualTo(40);
    }
  }

  @Test
  void codeRunsInsideANamespace() throws Exception {
    try (NetNamespace namespace = NetNamespace.create("code")) {
      namespace.run("ip", "address", "add", "192.0.2.7/32", "dev", "lo");
      byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);

      String received =
          namespace.call(() -> toMyself(new InetSocketAddress("192.0.2.7", 9), hello));

      assertThat(received).isEqualTo("hello");
    }
  }

  private static String toMyself(InetSocketAddress address, byte[] payload) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(address)) {
      socket.setSoTimeout(120_000);
      socket.send(new DatagramPacket(payload, payload.length, address));
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      socket.receive(packet);
      assertThat(packet.getAddress()).isEqualTo(InetAddress.getByName("192.0.2.7"));
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void temporaryFilesCanBeRun(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("script");
    Files.writeString(script, "#!/bin/sh\necho ran\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));

    assertThat(Commands.here().run(script.toString())).isEqualTo("ran\n");
  }

  /** The host stamped a file when it started the run: the clock inside continues from that time. */
  @Test
  void clockIsTheHosts() throws IOException {
    FileTime stamped =
        Files.getLastModifiedTime(Path.of(System.getProperty("jit.kernel.folder"), "where"));

    assertThat(WallClock.now())
        .isBetween(stamped.toInstant(), stamped.toInstant().plus(1, ChronoUnit.DAYS));
    assertThat(ProcessHandle.current().info().startInstant().orElseThrow())
        .isBetween(stamped.toInstant().minusSeconds(5), WallClock.now());
  }
}
