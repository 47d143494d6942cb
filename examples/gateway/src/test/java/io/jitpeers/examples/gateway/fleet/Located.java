package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Locations of two peers. */
final class Located {
  static final PublicKey ALICE = key(1);
  static final PublicKey BOB = key(2);
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Located() {}

  private static PublicKey key(int first) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) first;
    return PublicKey.ofBytes(bytes, 0);
  }

  /** Returns a location with a timestamp some seconds after noon. */
  static PeerLocation at(PublicKey key, String gateway, int seconds, String... prefixes) {
    return new PeerLocation(
        key,
        gateway,
        Tai64n.of(NOON.plusSeconds(seconds)),
        new InetSocketAddress("192.0.2.7", 51_820),
        Stream.of(prefixes).map(IpPrefix::parse).toList());
  }

  /** Returns a location of which only the gateway is known. */
  static PeerLocation vague(PublicKey key, String gateway) {
    return new PeerLocation(key, gateway, null, null, List.of());
  }

  static void claim(FleetDirectory directory, PeerLocation location) throws Exception {
    boolean accepted =
        directory.claim(location).toCompletableFuture().get(2, TimeUnit.MINUTES).accepted();
    if (!accepted) {
      throw new AssertionError("refused: " + location);
    }
  }

  static void release(FleetDirectory directory, PublicKey key, String gateway) throws Exception {
    if (!directory.release(key, gateway).toCompletableFuture().get(2, TimeUnit.MINUTES)) {
      throw new AssertionError("not released: " + key);
    }
  }
}
