package io.jitpeers.benchmarks.kernel;

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

/**
 * Numbered peers. Each peer has one allowed IP, derived from the peer's number. Immutable.
 *
 * @param configs the peers, in ascending order of their numbers
 */
public record Peers(List<PeerConfig> configs) {
  private static final int FIRST_ADDRESS = 10 << 24;

  /** Creates {@code count} peers, numbered from {@code first}. */
  public static Peers numbered(int first, int count) {
    List<PeerConfig> configs = new ArrayList<>(count);
    for (int number = first; number < first + count; number++) {
      configs.add(config(TestKeys.publicKey(number), number));
    }
    return new Peers(configs);
  }

  /** Copies the list. */
  public Peers {
    configs = List.copyOf(configs);
  }

  /** Returns a peer whose address is derived from a number, 0 to 16,777,215. */
  public static PeerConfig config(PublicKey key, int number) {
    byte[] address = ByteBuffer.allocate(4).putInt(FIRST_ADDRESS + number).array();
    try {
      return PeerConfig.builder(key)
          .allowedIp(IpPrefix.masked(InetAddress.getByAddress(address), 32))
          .build();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** Returns the keys of the first peers. */
  public List<PublicKey> keys(int count) {
    return configs.subList(0, count).stream().map(PeerConfig::publicKey).toList();
  }

  /** Writes the peers in the form that {@code wg addconf} reads. */
  public void writeConf(Path file) throws IOException {
    try (BufferedWriter conf = Files.newBufferedWriter(file)) {
      for (PeerConfig peer : configs) {
        conf.write("[Peer]\nPublicKey = " + peer.publicKey().toBase64());
        conf.write("\nAllowedIPs = " + peer.allowedIps().get(0) + "\n");
      }
    }
  }
}
