package io.jitpeers.kerneltests.support;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The output of {@code wg show INTERFACE dump}, without the private key.
 *
 * @param publicKey the interface's public key, if it has a key
 * @param listenPort its UDP port, or 0
 * @param peers in the kernel's order
 */
public record WireGuardDump(Optional<PublicKey> publicKey, int listenPort, List<Peer> peers) {
  private static final Pattern TAB = Pattern.compile("\t");
  private static final Pattern COMMA = Pattern.compile(",");
  private static final String NONE = "(none)";

  /**
   * A peer.
   *
   * @param publicKey its public key
   * @param presharedKey its preshared key, if it has one
   * @param endpoint in the form of wg(8), such as {@code 192.0.2.1:51820} or {@code
   *     [2001:db8::1]:51820}
   * @param allowedIps sorted
   * @param latestHandshake in whole seconds; the epoch if there was none
   * @param rxBytes received bytes
   * @param txBytes sent bytes
   * @param persistentKeepaliveSeconds 0 if off
   */
  public record Peer(
      PublicKey publicKey,
      Optional<PresharedKey> presharedKey,
      Optional<String> endpoint,
      List<IpPrefix> allowedIps,
      Instant latestHandshake,
      long rxBytes,
      long txBytes,
      int persistentKeepaliveSeconds) {}

  static WireGuardDump parse(String text) {
    List<String> lines = text.lines().toList();
    // private key, public key, port, fwmark
    String[] device = TAB.split(lines.get(0), -1);
    List<Peer> peers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      peers.add(parsePeer(TAB.split(line, -1)));
    }
    return new WireGuardDump(
        present(device[1]).map(PublicKey::ofBase64), Integer.parseInt(device[2]), peers);
  }

  private static Peer parsePeer(String[] f) {
    return new Peer(
        PublicKey.ofBase64(f[0]),
        present(f[1]).map(PresharedKey::ofBase64),
        present(f[2]),
        present(f[3]).stream().flatMap(COMMA::splitAsStream).map(IpPrefix::parse).sorted().toList(),
        Instant.ofEpochSecond(Long.parseLong(f[4])),
        Long.parseLong(f[5]),
        Long.parseLong(f[6]),
        f[7].equals("off") ? 0 : Integer.parseInt(f[7]));
  }

  private static Optional<String> present(String field) {
    return field.equals(NONE) ? Optional.empty() : Optional.of(field);
  }

  /**
   * Returns the peer with a key.
   *
   * @throws AssertionError if there is none
   */
  public Peer peer(PublicKey key) {
    return find(key)
        .orElseThrow(() -> new AssertionError("no peer " + key + " among " + peers.size()));
  }

  /** Returns the peer with a key, if there is one. */
  public Optional<Peer> find(PublicKey key) {
    return peers.stream().filter(peer -> peer.publicKey().equals(key)).findFirst();
  }
}
