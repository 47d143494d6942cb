package io.jitpeers.kerneltests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.KernelLedger;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import java.io.BufferedWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jit-examples.jar peers} prints the same as {@code wg show}, and no secret. */
class PeersKernelIT {
  private static final String HEAP = "64m";
  private static final int ATTEMPTS = 50;
  private static final PrivateKey OURS = TestKeys.privateKey(1);
  private static final PrivateKey OVER_IPV4 = TestKeys.privateKey(2);
  private static final PrivateKey OVER_IPV6 = TestKeys.privateKey(3);
  private static final PresharedKey PRESHARED_KEY = TestKeys.presharedKey(4);
  private static final Pattern HANDSHAKE = Pattern.compile("(?m)^(  latest handshake: ).*$");

  /** At a whole minute, wg(8) prints no seconds. */
  private static final String PART = "(\\d+) (hour|minute|second)s?";

  private static final Map<String, Integer> SECONDS =
      Map.of("hour", 3_600, "minute", 60, "second", 1);

  private static NetNamespace left;
  private static NetNamespace right;
  private static WireGuardInterface wg;

  /** Two peers that completed a handshake, one after the other, and one that never did. */
  @BeforeAll
  static void connect() {
    left = NetNamespace.create("left");
    right = NetNamespace.create("right");
    left.connect("eth0", "192.0.2.1/24", right, "192.0.2.2/24");
    left.addAddress("eth0", "2001:db8:1::1/64");
    right.addAddress("eth0", "2001:db8:1::2/64");
    PeerConfig.Builder back =
        PeerConfig.builder(OURS.publicKey())
            .allowedIp(IpPrefix.parse("10.0.0.1/32"))
            .allowedIp(IpPrefix.parse("fd00::1/128"));
    WireGuardInterface.create(right, "wg4")
        .configure(OVER_IPV4, 51821)
        .address("10.0.0.2/24")
        .peer(back.presharedKey(PRESHARED_KEY).build());
    WireGuardInterface.create(right, "wg6")
        .configure(OVER_IPV6, 51822)
        .address("fd00::2/64")
        .peer(
            PeerConfig.builder(OURS.publicKey()).allowedIp(IpPrefix.parse("fd00::1/128")).build());
    // Last, because its keepalive makes the kernel initiate, and not again for 5 s.
    wg =
        WireGuardInterface.create(left, "wg0")
            .configure(OURS, 51820)
            .address("10.0.0.1/24")
            .address("fd00::1/64")
            .peer(PeerConfig.builder(TestKeys.publicKey(5)).build())
            .peer(
                PeerConfig.builder(OVER_IPV4.publicKey())
                    .presharedKey(PRESHARED_KEY)
                    .endpoint(new InetSocketAddress("192.0.2.2", 51821))
                    .allowedIp(IpPrefix.parse("10.0.0.2/32"))
                    .allowedIp(IpPrefix.parse("10.1.0.0/16"))
                    .build())
            .peer(
                PeerConfig.builder(OVER_IPV6.publicKey())
                    .endpoint(new InetSocketAddress("2001:db8:1::2", 51822))
                    .allowedIp(IpPrefix.parse("fd00::2/128"))
                    .persistentKeepaliveSeconds(65_535)
                    .build());
    left.run("ping", "-c1", "-W90", "10.0.0.2");
    left.run("ping", "-c", "3", "-i", "0.2", "-s", "1200", "-W90", "fd00::2");
  }

  @AfterAll
  static void disconnect() {
    right.close();
    left.close();
  }

  @Test
  void peopleGetWhatWgShows() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      String before = left.run("wg", "show", "wg0");
      CommandResult ours = PeersProgram.run(left.commands(), HEAP, "--interface", "wg0");
      String after = left.run("wg", "show", "wg0");
      // A keepalive in between changes the counters.
      if (withoutAges(before).equals(withoutAges(after))) {
        assertThat(ours.exitCode()).as(ours.toString()).isZero();
        assertThat(ours.errors()).isEmpty();
        assertThat(withoutAges(ours.output())).isEqualTo(withoutAges(before));
        assertThat(ages(ours.output())).hasSize(2);
        for (int i = 0; i < 2; i++) {
          assertThat(ages(ours.output()).get(i)).isBetween(ages(before).get(i), ages(after).get(i));
        }
        return;
      }
    }
    throw new AssertionError("the counters did not come to rest");
  }

  private static String withoutAges(String shown) {
    return HANDSHAKE.matcher(shown).replaceAll("$1");
  }

  /** Returns how many seconds ago the handshakes were, from top to bottom. */
  private static List<Long> ages(String shown) {
    return HANDSHAKE.matcher(shown).results().map(line -> seconds(line.group())).toList();
  }

  private static long seconds(String line) {
    assertThat(line).matches("  latest handshake: (Now|" + PART + "(, " + PART + ")* ago)");
    return Pattern.compile(PART)
        .matcher(line)
        .results()
        .mapToLong(part -> Long.parseLong(part.group(1)) * SECONDS.get(part.group(2)))
        .sum();
  }

  @Test
  void programsGetWhatWgDumps() throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      WireGuardDump before = wg.dump();
      CommandResult ours =
          PeersProgram.run(
              Commands.here(), HEAP, "--interface", "wg0", "--namespace", left.name(), "--json");
      if (before.equals(wg.dump())) {
        assertThat(ours.exitCode()).as(ours.toString()).isZero();
        assertThat(ours.errors()).isEmpty();
        requireSame(PeersProgram.json(ours.output()), before);
        return;
      }
    }
    throw new AssertionError("the counters did not come to rest");
  }

  private static void requireSame(Map<?, ?> json, WireGuardDump dump) {
    assertThat(json.get("interface"))
        .isEqualTo(
            Map.of(
                "name",
                "wg0",
                "public_key",
                OURS.publicKey().toBase64(),
                "listening_port",
                51820L));
    assertThat(json.get("peer_count")).isEqualTo(3L);
    assertThat(json.get("complete")).isEqualTo(true);
    List<?> peers = (List<?>) json.get("peers");
    assertThat(peers).hasSameSizeAs(dump.peers()).hasSize(3);
    for (int i = 0; i < peers.size(); i++) {
      requireSame((Map<?, ?>) peers.get(i), dump.peers().get(i));
    }
  }

  private static void requireSame(Map<?, ?> json, WireGuardDump.Peer peer) {
    assertThat(json.get("public_key")).isEqualTo(peer.publicKey().toBase64());
    assertThat(json.get("preshared_key_present")).isEqualTo(peer.presharedKey().isPresent());
    assertThat(json.get("endpoint")).isEqualTo(peer.endpoint().orElse(null));
    assertThat((List<?>) json.get("allowed_ips"))
        .map(Object::toString)
        .containsExactlyInAnyOrderElementsOf(
            peer.allowedIps().stream().map(Object::toString).toList());
    Object handshake = json.get("latest_handshake");
    assertThat(handshake == null ? 0 : Instant.parse((String) handshake).getEpochSecond())
        .isEqualTo(peer.latestHandshake().getEpochSecond());
    assertThat(json.get("rx_bytes")).isEqualTo(peer.rxBytes());
    assertThat(json.get("tx_bytes")).isEqualTo(peer.txBytes());
    Object keepalive = json.get("persistent_keepalive");
    assertThat(keepalive == null ? 0L : keepalive)
        .isEqualTo((long) peer.persistentKeepaliveSeconds());
  }

  @Test
  void noSecretIsPrinted() {
    String text = PeersProgram.run(left.commands(), HEAP, "--interface", "wg0").toString();
    String json = PeersProgram.run(left.commands(), HEAP, "--interface", "wg0", "--json").output();
    for (byte[] secret : List.of(OURS.toBytes(), PRESHARED_KEY.toBytes())) {
      String base64 = Base64.getEncoder().encodeToString(secret);
      assertThat(left.run("wg", "show", "wg0", "dump")).contains(base64);
      assertThat(text).contains("exit code 0").doesNotContain(base64);
      assertThat(json).contains("\"complete\":true").doesNotContain(base64);
    }
  }

  @Test
  void whatCannotBeListedIsOneSentence() {
    WireGuardInterface.create(right, "keyless");
    Commands unprivileged = left.commands().through("setpriv", "--bounding-set=-net_admin");
    requireFailure(left.commands(), "wg9", "ENODEV", "ip link add NAME type wireguard");
    requireFailure(left.commands(), "eth0", "EOPNOTSUPP", "not a WireGuard interface");
    requireFailure(right.commands(), "keyless", "ENOKEY", "wg set keyless private-key");
    requireFailure(unprivileged, "wg0", "EPERM", "CAP_NET_ADMIN");
  }

  private static void requireFailure(Commands commands, String name, String... words) {
    CommandResult result = PeersProgram.run(commands, HEAP, "--interface", name, "--json");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors().lines()).hasSize(1);
    assertThat(result.errors()).startsWith("jit-examples peers: ").contains(name).contains(words);
  }

  @Test
  void aHundredThousandPeersStreamThroughASmallHeap(@TempDir Path folder) throws Exception {
    int count = 100_000;
    Path conf = folder.resolve("peers.conf");
    try (BufferedWriter writer = Files.newBufferedWriter(conf)) {
      for (int i = 0; i < count; i++) {
        writer.write("[Peer]\nPublicKey = " + TestKeys.publicKey(i) + "\n");
        writer.write("AllowedIPs = 10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        writer.write("/32\n");
      }
    }
    CommandResult result =
        KernelLedger.shared()
            .pausedWhile(
                () -> {
                  try (NetNamespace crowd = NetNamespace.create("crowd")) {
                    WireGuardInterface.create(crowd, "wg0").configure(OURS, 0);
                    crowd.run("wg", "addconf", "wg0", conf.toString());
                    return PeersProgram.run(
                        crowd.commands(), "24m", "--interface", "wg0", "--json");
                  }
                });
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.output())
        .startsWith("{\"interface\":{\"name\":\"wg0\",")
        .contains("\"listening_port\":null")
        .endsWith("\"peer_count\":100000,\"complete\":true}\n");
    assertThat((List<?>) PeersProgram.json(result.output()).get("peers")).hasSize(count);
  }
}
