package io.jitpeers.kerneltests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.FirstInitiations;
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
 * A gateway built from README's code and README's commands, in its own namespace and process: the
 * kernel answers the very first packet of a client that it did not know.
 */
class ReadmeGatewayKernelIT {
  private static final String KEY_FILE = "/etc/wireguard/wg0.key";

  @TempDir Path folder;

  @Test
  void theFirstPacketOfAnUnknownClientIsAnswered() throws Exception {
    ReadmeText readme = ReadmeText.read();
    run(readme.java(), readme.commands());
  }

  @Test
  void thePacketThatWasOnlyWatchedIsAnsweredToo() throws Exception {
    ReadmeText readme = ReadmeText.read();
    run(readme.javaWithOtherSource(), readme.commandsWithoutRules());
  }

  private void run(String code, List<String> commands) throws Exception {
    GatewayProgram.compile(patient(code), folder);
    PrivateKey gatewayKey = TestKeys.privateKey(1);
    PrivateKey clientKey = TestKeys.privateKey(2);
    try (NetNamespace gateway = NetNamespace.create("gateway");
        NetNamespace client = NetNamespace.create("client")) {
      gateway.connect("eth0", "192.0.2.1/24", client, "192.0.2.2/24");
      setUpGateway(gateway, commands, gatewayKey);
      try (FirstInitiations firsts = FirstInitiations.of(client);
          GatewayProgram program =
              GatewayProgram.start(
                  gateway.name(), folder, clientKey.publicKey().toBase64(), "10.0.0.2/32")) {
        WireGuardInterface wg = setUpClient(client, clientKey, gatewayKey);

        firsts.ping("10.0.0.1");

        firsts.letRetriesThrough();
        client.run("ping", "-c1", "-W90", "10.0.0.1");
        WireGuardDump.Peer seen = peerAtGateway(gateway, clientKey);
        assertThat(seen.endpoint().orElseThrow()).startsWith("192.0.2.2:");
        assertThat(seen.allowedIps()).containsExactly(IpPrefix.parse("10.0.0.2/32"));
        wg.delete();
        assertThat(program.stop()).contains("INSTALLED=1");
      }
      // The gateway has ended, and the kernel works alone: with "bypass", if there is a queue.
      setUpClient(client, clientKey, gatewayKey);
      try (FirstInitiations firsts = FirstInitiations.of(client)) {
        firsts.ping("10.0.0.1");
      }
    }
  }

  /** README's code, with more time for lookups on a slow machine. */
  private static String patient(String code) {
    String builder = "JitOrchestrator.builder()";
    String source = "HttpPeerConfigSource.builder(controlPlane)";
    assertThat(code).contains(builder, source);
    return code.replace(
            builder,
            builder
                + ".provisioningOptions(io.jitpeers.options.ProvisioningOptions.builder()"
                + ".lookupDeadline(java.time.Duration.ofMinutes(1))"
                + ".pendingDeadline(java.time.Duration.ofMinutes(2)).build())")
        .replace(
            source,
            source
                + ".connectTimeout(java.time.Duration.ofMinutes(1))"
                + ".deadline(java.time.Duration.ofMinutes(1))");
  }

  private void setUpGateway(NetNamespace gateway, List<String> commands, PrivateKey key)
      throws Exception {
    Path keyFile = folder.resolve("wg0.key");
    Files.writeString(keyFile, Base64.getEncoder().encodeToString(key.toBytes()));
    for (String line : commands) {
      gateway.run("sh", "-e", "-c", line.replace(KEY_FILE, keyFile.toString()));
    }
    gateway.run("ip", "address", "add", "10.0.0.1/24", "dev", "wg0");
  }

  private static WireGuardInterface setUpClient(
      NetNamespace client, PrivateKey key, PrivateKey gatewayKey) {
    return WireGuardInterface.create(client, "wg0")
        .configure(key, 0)
        .address("10.0.0.2/24")
        .peer(
            PeerConfig.builder(gatewayKey.publicKey())
                .endpoint(new InetSocketAddress("192.0.2.1", 51820))
                .allowedIp(IpPrefix.parse("10.0.0.1/32"))
                .build());
  }

  private static WireGuardDump.Peer peerAtGateway(NetNamespace gateway, PrivateKey clientKey) {
    return WireGuardInterface.at(gateway, "wg0").dump().peer(clientKey.publicKey());
  }
}
