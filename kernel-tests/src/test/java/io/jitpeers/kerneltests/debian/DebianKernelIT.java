package io.jitpeers.kerneltests.debian;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
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
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/debian.md, line by line in a namespace, with the files of the packages: an
 * unknown client is answered. {@code DebianIT} of {@code packaging-tests} installs the packages.
 */
class DebianKernelIT {
  private static final PrivateKey GATEWAY_KEY = TestKeys.privateKey(1);
  private static final PrivateKey CLIENT_KEY = TestKeys.privateKey(2);
  private static final String SERVICE = "systemctl enable --now ";

  private final Deque<ExamplesProcess> programs = new ArrayDeque<>();
  @TempDir Path folder;
  private Unpacked packages;

  @Test
  void aNewUserHasAProvisionedClient() throws Exception {
    packages = Unpacked.into(folder.resolve("root"));
    // What the packages' scripts do at the installation.
    packages.write("/etc/jit-gateway/token", "one-token-of-both\n");
    packages.write("/etc/jit-control-plane/token", "one-token-of-both\n");
    Files.createDirectories(folder.resolve("root/var/lib/jit-control-plane"));
    Files.createDirectories(folder.resolve("root/var/lib/jit-gateway"));
    Files.writeString(
        folder.resolve("wg0.key"), Base64.getEncoder().encodeToString(GATEWAY_KEY.toBytes()));
    try (NetNamespace gateway = NetNamespace.create("gateway");
        NetNamespace client = NetNamespace.create("client")) {
      gateway.connect("eth0", "192.0.2.1/24", client, "192.0.2.2/24");
      try {
        for (String line : Unpacked.documented()) {
          follow(line, gateway);
        }
        assertThat(programs).hasSize(2);
        join(client);

        client.run("ping", "-c1", "-W90", "10.0.0.1");

        WireGuardDump.Peer seen =
            WireGuardInterface.at(gateway, "wg0").dump().peer(CLIENT_KEY.publicKey());
        assertThat(seen.allowedIps()).containsExactly(IpPrefix.parse("10.0.0.2/32"));
        assertThat(programs.peek().terminate()).isZero();
      } finally {
        programs.forEach(ExamplesProcess::close);
      }
    }
  }

  private void follow(String line, NetNamespace gateway) throws Exception {
    if (line.startsWith("apt install ")) {
      return; // They are unpacked.
    }
    if (line.startsWith(SERVICE)) {
      String name = line.substring(SERVICE.length());
      String ready = name.equals("jit-gateway") ? "gateway started" : "listening on ";
      ExamplesProcess program = ExamplesProcess.startSpelled(gateway, name, packages.service(name));
      programs.push(program);
      program.awaitOutput(ready);
    } else {
      gateway.run("sh", "-e", "-c", filledIn(line));
    }
  }

  /** There is no other user: the host's file system has none. */
  private String filledIn(String line) {
    String command =
        line.replace("runuser -u jit-control-plane -- ", "")
            .replaceFirst("^(?=jit-)", "/usr/bin/")
            .replace("/etc/wireguard", folder.toString())
            .replace("CLIENT_PUBLIC_KEY", CLIENT_KEY.publicKey().toBase64());
    return packages.here(command);
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
