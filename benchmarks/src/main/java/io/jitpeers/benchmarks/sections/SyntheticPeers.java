package io.jitpeers.benchmarks.sections;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Peers without clients: keys, addresses and configs derived from numbers. */
final class SyntheticPeers {
  /** The gateway's address, to which clients send. */
  static final InetSocketAddress GATEWAY = address(0x0A00_0001, 51_820);

  private static final int NETWORK = 0x0A00_0000;
  private static final int PREFIX = 32;
  private static final long IPV6_NETWORK = 0xFD00_0000_0000_0000L;

  private SyntheticPeers() {}

  /** Returns a key of random bytes. The same number always gives the same key. */
  static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    new Random(number).nextBytes(bytes);
    // Adjacent seeds give similar random bytes. So each key begins with its number, which makes all
    // keys different.
    ByteBuffer.wrap(bytes).putInt(0, number);
    return PublicKey.ofBytes(bytes);
  }

  /** Returns a config with one allowed IP that is unique to the number. */
  static PeerConfig config(PublicKey key, int number) {
    return PeerConfig.builder(key).allowedIp(IpPrefix.parse(allowedIp(number))).build();
  }

  /**
   * Returns a config with allowed IPs that are unique to the number.
   *
   * @param allowedIps 1 for an IPv4 address, 2 for an IPv4 and an IPv6 address
   */
  static PeerConfig config(PublicKey key, int number, int allowedIps) {
    PeerConfig config = config(key, number);
    return allowedIps == 1
        ? config
        : config.toBuilder().allowedIp(IpPrefix.ofBits(true, IPV6_NETWORK, number, 128)).build();
  }

  /** Returns the allowed IP of the peer with a number, as text. */
  static String allowedIp(int number) {
    int ip = NETWORK + number;
    return (ip >>> 24)
        + "."
        + (ip >>> 16 & 255)
        + "."
        + (ip >>> 8 & 255)
        + "."
        + (ip & 255)
        + "/"
        + PREFIX;
  }

  /** Returns the source address of the client with a number. */
  static InetSocketAddress client(int number) {
    return address(0xC000_0000 + number, 40_000);
  }

  private static InetSocketAddress address(int ip, int port) {
    try {
      byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(ip).array();
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
