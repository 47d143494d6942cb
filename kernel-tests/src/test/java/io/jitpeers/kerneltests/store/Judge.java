package io.jitpeers.kerneltests.store;

import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts peers to the form of {@code wg show dump}. */
final class Judge {
  private Judge() {}

  /** Returns a peer as wg(8) shows it directly after its installation. */
  static WireGuardDump.Peer expected(PeerConfig config) {
    return new WireGuardDump.Peer(
        config.publicKey(),
        config.presharedKey(),
        config.endpoint().map(Judge::endpoint),
        config.allowedIps().stream().sorted().toList(),
        Instant.EPOCH,
        0,
        0,
        config.persistentKeepaliveSeconds());
  }

  /**
   * Converts a peer that the store listed. wg(8) shows the preshared key, which the store does not
   * list, so the caller supplies it.
   */
  static WireGuardDump.Peer listed(PeerStatus status, Optional<PresharedKey> presharedKey) {
    if (status.presharedKeyPresent() != presharedKey.isPresent()) {
      throw new AssertionError(status + " with preshared key " + presharedKey);
    }
    return new WireGuardDump.Peer(
        status.publicKey(),
        presharedKey,
        Optional.ofNullable(status.endpoint()).map(Judge::endpoint),
        status.allowedIps().stream().sorted().toList(),
        seconds(status.latestHandshake()),
        status.rxBytes(),
        status.txBytes(),
        status.persistentKeepaliveSeconds());
  }

  /** Converts the peers that the store listed, for a comparison with wg(8)'s list. */
  static List<WireGuardDump.Peer> listed(Collection<PeerStatus> statuses, WireGuardDump wg) {
    var presharedKeys =
        wg.peers().stream()
            .collect(Collectors.toMap(WireGuardDump.Peer::publicKey, peer -> peer.presharedKey()));
    return statuses.stream()
        .map(
            status ->
                listed(status, presharedKeys.getOrDefault(status.publicKey(), Optional.empty())))
        .toList();
  }

  private static Instant seconds(@Nullable Instant handshake) {
    return handshake == null ? Instant.EPOCH : Instant.ofEpochSecond(handshake.getEpochSecond());
  }

  private static String endpoint(InetSocketAddress at) {
    InetAddress address = at.getAddress();
    String host = IpPrefix.masked(address, 8 * address.getAddress().length).toString();
    host = host.substring(0, host.indexOf('/'));
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
  }

  /** Returns peers sorted by key, for comparisons that ignore the order. */
  static List<WireGuardDump.Peer> sorted(Collection<WireGuardDump.Peer> peers) {
    return peers.stream()
        .sorted(Comparator.comparing(peer -> peer.publicKey().toBase64()))
        .toList();
  }

  /** Returns peers in the form that {@code wg addconf} reads. */
  static String configFile(Collection<PeerConfig> peers) {
    StringBuilder text = new StringBuilder();
    for (PeerConfig peer : peers) {
      text.append("[Peer]\nPublicKey = ").append(peer.publicKey().toBase64()).append('\n');
      peer.presharedKey()
          .ifPresent(psk -> text.append("PresharedKey = ").append(base64(psk)).append('\n'));
      peer.endpoint().ifPresent(at -> text.append("Endpoint = ").append(endpoint(at)).append('\n'));
      if (!peer.allowedIps().isEmpty()) {
        text.append("AllowedIPs = ")
            .append(
                peer.allowedIps().stream().map(Object::toString).collect(Collectors.joining(",")))
            .append('\n');
      }
      text.append("PersistentKeepalive = ")
          .append(peer.persistentKeepaliveSeconds())
          .append("\n\n");
    }
    return text.toString();
  }

  private static String base64(PresharedKey key) {
    return Base64.getEncoder().encodeToString(key.toBytes());
  }

  /** Returns the keys of peers, in order. */
  static List<PublicKey> keys(WireGuardDump dump) {
    return dump.peers().stream().map(WireGuardDump.Peer::publicKey).toList();
  }
}
