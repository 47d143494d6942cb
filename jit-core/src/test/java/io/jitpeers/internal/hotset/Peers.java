package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Creates peers for tests of the hot set and of eviction. */
public final class Peers {
  private Peers() {}

  public static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  /** Returns the prefix of one address, different for each number. */
  public static IpPrefix ip(int number) {
    return IpPrefix.parse(
        "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
  }

  public static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  /** Returns a config with one allowed IP, different for each number. */
  public static PeerConfig config(int number) {
    return PeerConfig.builder(key(number)).allowedIp(ip(number)).build();
  }

  public static PeerConfig config(int number, String... allowedIps) {
    return PeerConfig.builder(key(number)).allowedIps(prefixes(allowedIps)).build();
  }

  /** Returns a status with the allowed IP of {@link #config(int)}; 0 means no handshake. */
  public static PeerStatus status(int number, long handshakeSeconds, long rx, long tx) {
    return status(key(number), handshakeSeconds, rx, tx, List.of(ip(number)));
  }

  public static PeerStatus status(
      PublicKey key, long handshakeSeconds, long rx, long tx, List<IpPrefix> allowedIps) {
    return status(key, handshakeSeconds, rx, tx, allowedIps, null);
  }

  public static PeerStatus status(
      PublicKey key,
      long handshakeSeconds,
      long rx,
      long tx,
      List<IpPrefix> allowedIps,
      InetSocketAddress endpoint) {
    Instant handshake =
        handshakeSeconds == 0 ? null : Instant.ofEpochSecond(1_700_000_000L + handshakeSeconds);
    return new PeerStatus(key, false, endpoint, handshake, rx, tx, 0, allowedIps);
  }
}
