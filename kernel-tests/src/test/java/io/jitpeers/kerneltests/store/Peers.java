package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Peers to install, and helpers for listings. */
final class Peers {
  private Peers() {}

  /** Returns a peer with allowed IPs and no other settings. */
  static PeerConfig peer(int number, String... allowedIps) {
    return PeerConfig.builder(TestKeys.publicKey(number))
        .allowedIps(List.of(allowedIps).stream().map(IpPrefix::parse).toList())
        .build();
  }

  /** Returns peers with one IPv4 address each. */
  static List<PeerConfig> plain(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                PeerConfig.builder(TestKeys.publicKey(i))
                    .allowedIp(IpPrefix.masked(ipv4(10, i), 32))
                    .build())
        .toList();
  }

  /** Returns peers with all combinations of present and absent settings. */
  static List<PeerConfig> mixed(int count) {
    return IntStream.range(0, count).mapToObj(Peers::mixedPeer).toList();
  }

  /** Returns the peer at a position of {@link #mixed}. */
  static PeerConfig mixedPeer(int i) {
    PeerConfig.Builder peer = PeerConfig.builder(TestKeys.publicKey(i));
    switch (i % 3) {
      case 0 -> peer.allowedIp(IpPrefix.masked(ipv4(10, i), 32));
      case 1 ->
          peer.allowedIp(IpPrefix.masked(ipv6(0xfd00, i), 128))
              .allowedIp(IpPrefix.masked(ipv4(10, i), 32))
              .allowedIp(IpPrefix.masked(ipv6(0xfd01 + i, 0), 64));
      default -> {
        // None.
      }
    }
    switch (i / 3 % 3) {
      case 0 -> peer.endpoint(new InetSocketAddress(ipv4(198, i), 1 + i % 65_535));
      case 1 -> peer.endpoint(new InetSocketAddress(ipv6(0x2001, i), 65_535 - i % 65_535));
      default -> {
        // None.
      }
    }
    if (i / 9 % 2 == 0) {
      peer.presharedKey(TestKeys.presharedKey(i));
    }
    return peer.persistentKeepaliveSeconds(List.of(0, 25, 65_535).get(i / 18 % 3)).build();
  }

  /** Returns the i-th address of a network of 8 bits. */
  static InetAddress ipv4(int network, int i) {
    return address((byte) network, (byte) (i >> 16), (byte) (i >> 8), (byte) i);
  }

  /** Returns the i-th address of a network of 16 bits. */
  static InetAddress ipv6(int network, int i) {
    byte[] bytes = new byte[16];
    bytes[0] = (byte) (network >> 8);
    bytes[1] = (byte) network;
    bytes[13] = (byte) (i >> 16);
    bytes[14] = (byte) (i >> 8);
    bytes[15] = (byte) i;
    return address(bytes);
  }

  private static InetAddress address(byte... bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static List<PublicKey> keys(List<PeerConfig> peers) {
    return peers.stream().map(PeerConfig::publicKey).toList();
  }

  /**
   * Returns a listing in its order, after checking that it is complete and reports no peer twice.
   */
  static Map<PublicKey, PeerStatus> list(PeerStore store) throws StoreException {
    List<PeerStatus> given = new ArrayList<>();
    ListingResult result = store.list(given::add);
    Map<PublicKey, PeerStatus> byKey = new LinkedHashMap<>();
    given.forEach(status -> byKey.put(status.publicKey(), status));
    assertThat(byKey).as("no peer twice").hasSameSizeAs(given);
    assertThat(result).isEqualTo(ListingResult.of(given.size(), true));
    return byKey;
  }
}
