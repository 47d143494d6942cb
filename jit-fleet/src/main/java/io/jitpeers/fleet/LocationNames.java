package io.jitpeers.fleet;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Creates the names that locations and their index entries have in the engine, and the names of the
 * channels for changes of locations. A location is the record of which gateway has a peer's
 * session. Immutable and thread-safe.
 */
final class LocationNames {
  private final String prefix;
  private final byte[] location;
  private final byte[] address;
  private final byte[] endpoint;

  LocationNames(String prefix) {
    this.prefix = prefix;
    this.location = bytes(prefix + "l:");
    this.address = bytes(prefix + "a:");
    this.endpoint = bytes(prefix + "e:");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[] start, byte[] end) {
    return ByteBuffer.allocate(start.length + end.length).put(start).put(end).array();
  }

  /** Returns the prefix with which all names begin. */
  byte[] beginning() {
    return bytes(prefix);
  }

  byte[] location(PublicKey key) {
    return join(location, key.toBytes());
  }

  byte[] allowedIp(IpPrefix allowedIp) {
    return join(address, LocationCodec.prefix(allowedIp));
  }

  byte[] endpoint(InetSocketAddress client) {
    return join(endpoint, LocationCodec.endpoint(client));
  }

  /** Returns the name of a location that belongs to no key, for checks of permissions. */
  byte[] probe() {
    return location.clone();
  }

  /** Returns the pattern (for SCAN) that matches the names of all locations. */
  byte[] allLocations() {
    String escaped = prefix.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0");
    return bytes(escaped + "l:" + "?".repeat(PublicKey.LENGTH));
  }

  /** Returns the public key in a location's name; null if the name is not that of a location. */
  @Nullable PublicKey keyOf(byte[] name) {
    return name.length == location.length + PublicKey.LENGTH
        ? PublicKey.ofBytes(name, location.length)
        : null;
  }

  byte[] locatedChannel() {
    return bytes(prefix + "located");
  }

  byte[] movedChannel(String gateway) {
    return bytes(prefix + "moved:" + gateway);
  }

  /** Returns the name of a channel without listeners, for checks of permissions. */
  byte[] probeChannel() {
    return bytes(prefix + "probe");
  }
}
