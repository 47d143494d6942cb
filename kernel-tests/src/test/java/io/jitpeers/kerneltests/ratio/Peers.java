package io.jitpeers.kerneltests.ratio;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Peers with one allowed IP each, which share nothing. Immutable. */
record Peers(List<PeerConfig> configs) {
  private static final int FIRST_ADDRESS = 10 << 24;

  /** Peers with numbers from one on. */
  static Peers numbered(int first, int count) throws UnknownHostException {
    List<PeerConfig> configs = new ArrayList<>(count);
    for (int number = first; number < first + count; number++) {
      byte[] address = ByteBuffer.allocate(4).putInt(FIRST_ADDRESS + number).array();
      configs.add(
          PeerConfig.builder(TestKeys.publicKey(number))
              .allowedIp(IpPrefix.masked(InetAddress.getByAddress(address), 32))
              .build());
    }
    return new Peers(List.copyOf(configs));
  }

  /** The keys of the first ones. */
  List<PublicKey> keys(int count) {
    return configs.subList(0, count).stream().map(PeerConfig::publicKey).toList();
  }

  /** Writes them down as {@code wg addconf} reads them. */
  void writeConf(Path file) throws IOException {
    try (BufferedWriter conf = Files.newBufferedWriter(file)) {
      for (PeerConfig peer : configs) {
        conf.write("[Peer]\nPublicKey = " + peer.publicKey().toBase64());
        conf.write("\nAllowedIPs = " + peer.allowedIps().get(0) + "\n");
      }
    }
  }
}
