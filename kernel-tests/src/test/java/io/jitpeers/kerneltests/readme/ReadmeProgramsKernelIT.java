package io.jitpeers.kerneltests.readme;

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
  private static final String IN_THE_BACKGROUND = " &";

  private final Deque<ExamplesProcess> programs = new ArrayDeque<>();
  @TempDir Path folder;

  @Test
  void aNewUserHasAProvisionedClient() throws Exception {
    Files.writeString(
        folder.resolve("wg0.key"), Base64.getEncoder().encodeToString(GATEWAY_KEY.toBytes()));
    try (NetNamespace gateway = NetNamespace.create("gateway");
        NetNamespace client = NetNamespace.create("client")) {
      gateway.connect("eth0", "192.0.2.1/24", client, "192.0.2.2/24");
      try {
        follow(ReadmeText.read("Run it on a Linux gateway").commands(), gateway);
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

  /** The last line runs until it is ended. */
  private void follow(List<String> lines, NetNamespace gateway) {
    for (String line : lines.subList(0, lines.size() - 1)) {
      String command = filledIn(line);
      if (command.endsWith(IN_THE_BACKGROUND)) {
        start(gateway, command.replaceFirst(IN_THE_BACKGROUND + "$", ""), "listening on ");
      } else {
        gateway.run("sh", "-e", "-c", ExamplesProcess.spelled(command));
      }
    }
    start(gateway, filledIn(lines.get(lines.size() - 1)), "gateway started");
  }

  private String filledIn(String line) {
    return line.replace("/etc/jit-gateway", folder.resolve("jit-gateway").toString())
        .replace("/etc/wireguard", folder.toString())
        .replace("CLIENT_PUBLIC_KEY", CLIENT_KEY.publicKey().toBase64());
  }

  private void start(NetNamespace gateway, String command, String ready) {
    ExamplesProcess program = ExamplesProcess.startSpelled(gateway, "readme", command);
    programs.push(program);
    program.awaitOutput(ready);
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
