package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Peers to fill a database with. */
final class TestPeers {
  static final String PRESHARED_KEY = "PGePwFSWxkWoLwLR7hEssYH8rj7zM1FMsJbboCPP2Ik=";

  private TestPeers() {}

  static PublicKey key(int number) {
    // Spread over the whole order of keys, as real ones are.
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(number * 0x9e3779b1).array());
  }

  static PeerConfig peer(int number, String... allowedIps) {
    return PeerConfig.builder(key(number))
        .allowedIps(Arrays.stream(allowedIps).map(IpPrefix::parse).toList())
        .build();
  }

  /** With everything that a config can have. */
  static PeerConfig full(int number, String... allowedIps) {
    return peer(number, allowedIps).toBuilder()
        .presharedKey(PresharedKey.ofBase64(PRESHARED_KEY))
        .endpoint(new InetSocketAddress(address("2001:db8::7"), 51820))
        .persistentKeepaliveSeconds(25)
        .expiresAt(Instant.parse("2030-01-01T00:00:00.123456789Z"))
        .clockUnreliable(true)
        .build();
  }

  private static InetAddress address(String literal) {
    return IpPrefix.parse(literal).address();
  }

  static String lines(List<PeerConfig> peers) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (PeerConfig peer : peers) {
      lines.append(new String(PeerConfigWriter.write(peer), StandardCharsets.UTF_8)).append('\n');
    }
    return lines.toString();
  }
}
