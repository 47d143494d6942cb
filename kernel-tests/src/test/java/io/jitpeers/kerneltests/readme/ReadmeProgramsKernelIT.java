package io.jitpeers.kerneltests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README's commands for a gateway and its control plane, line by line in a namespace: an unknown
 * client is answered. Only the folders and the client's key are filled in.
 */
class ReadmeProgramsKernelIT {
  private static final PrivateKey GATEWAY_KEY = TestKeys.privateKey(1);
  private static final PrivateKey CLIENT_KEY = TestKeys.privateKey(2);
  @TempDir Path folder;

  @Test
  void aNewUserHasAProvisionedClient() throws Exception {
    Files.writeString(
        folder.resolve("wg0.key"), Base64.getEncoder().encodeToString(GATEWAY_KEY.toBytes()));
    try (NetNamespace gateway = NetNamespace.create("gateway");
        NetNamespace client = NetNamespace.create("client")) {
      gateway.connect("eth0", "192.0.2.1/24", client, "192.0.2.2/24");
      try (DocumentedShell shell = new DocumentedShell(gateway, this::filledIn)) {
        List<String> lines = ReadmeText.read("Run it on a Linux gateway").commands();
        shell.follow(lines.subList(0, lines.size() - 1));
        // The last line runs until it is ended.
        shell.follow(lines.get(lines.size() - 1) + " &");
        join(client);

        client.run("ping", "-c1", "-W90", "10.0.0.1");

        WireGuardDump.Peer seen =
            WireGuardInterface.at(gateway, "wg0").dump().peer(CLIENT_KEY.publicKey());
        assertThat(seen.allowedIps()).containsExactly(IpPrefix.parse("10.0.0.2/32"));
        assertThat(shell.latest().terminate()).isZero();
      }
    }
  }

  private String filledIn(String line) {
    return line.replace("/etc/jit-gateway", folder.resolve("jit-gateway").toString())
        .replace("/etc/wireguard", folder.toString())
        .replace("CLIENT_PUBLIC_KEY", CLIENT_KEY.publicKey().toBase64());
  }

  private static void join(NetNamespace client) {
    WireGuardInterface.create(client, "wg0")
        .configure(CLIENT_KEY, 0)
        .address("10.0.0.2/24")
        .peer(
            PeerConfig.builder(GATEWAY_KEY.publicKey())
                .endpoint(new InetSocketAddress("192.0.2.1", 51820))
                .allowedIp(IpPrefix.parse("10.0.0.1/32"))
                .build());
  }
}
