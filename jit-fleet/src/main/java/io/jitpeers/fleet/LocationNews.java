package io.jitpeers.fleet;

import io.jitpeers.spi.FleetDirectory.DirectoryListener;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message that {@code location.lua} publishes. For a claimed location, the message is {@code +},
 * then the key, then the new location. For a released location, it is {@code -}, then the key, then
 * the name of the gateway that released the location. Immutable and thread-safe.
 *
 * @param key the peer
 * @param location the new location; null if the location was released
 * @param gateway the gateway that claimed or released the location
 */
record LocationNews(PublicKey key, @Nullable PeerLocation location, String gateway) {
  private static final int CONTENT = 1 + PublicKey.LENGTH;

  /**
   * Parses a message. Returns null if the bytes are not a message in the current version of the
   * format.
   */
  static @Nullable LocationNews of(byte[] message) {
    if (message.length <= CONTENT) {
      return null;
    }
    PublicKey key = PublicKey.ofBytes(message, 1);
    byte[] content = Arrays.copyOfRange(message, CONTENT, message.length);
    return switch (message[0]) {
      case '+' -> located(key, LocationCodec.decode(key, content));
      case '-' -> left(key, new String(content, StandardCharsets.ISO_8859_1));
      default -> null;
    };
  }

  private static @Nullable LocationNews located(PublicKey key, @Nullable PeerLocation location) {
    return location == null ? null : new LocationNews(key, location, location.gateway());
  }

  private static @Nullable LocationNews left(PublicKey key, String gateway) {
    try {
      return new LocationNews(key, null, PeerLocation.requireName(gateway));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Passes the message to a listener. */
  void deliverTo(DirectoryListener listener) {
    PeerLocation now = location;
    if (now == null) {
      listener.left(key, gateway);
    } else {
      listener.located(now);
    }
  }
}
