package io.jitpeers.fleet;

import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the locations of peers (the records of which gateway has each peer's session) as values
 * for the engine (Valkey or Redis), and decodes these values. The script {@code location.lua} reads
 * the beginning of a value.
 */
final class LocationCodec {
  /** The maximum length of a value in bytes, enough for about 10,000 allowed IPs. */
  static final int MAX_LENGTH = 65_535;

  private static final byte VERSION = 1;
  private static final byte NO_TIMESTAMP = 0;
  private static final byte TIMESTAMP = 1;
  private static final int IPV6_LENGTH = 16;
  private static final int SINCE_LENGTH = 4;

  private LocationCodec() {}

  /**
   * Returns the value that the engine stores for a location. The value does not contain the peer's
   * key.
   *
   * @throws IllegalArgumentException if the location has too many allowed IPs
   */
  static byte[] encode(PeerLocation location) {
    byte[] name = location.gateway().getBytes(StandardCharsets.US_ASCII);
    byte[] endpoint = endpoint(location.endpoint());
    List<byte[]> prefixes = location.allowedIps().stream().map(LocationCodec::prefix).toList();
    int length = 3 + Tai64n.LENGTH + SINCE_LENGTH + name.length + 1 + endpoint.length;
    length += prefixes.stream().mapToInt(bytes -> bytes.length).sum();
    if (length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a location has at most "
              + MAX_LENGTH
              + " bytes, too few for "
              + prefixes.size()
              + " allowed IPs");
    }
    Tai64n timestamp = location.timestamp();
    ByteBuffer value = ByteBuffer.allocate(length);
    value.put(VERSION).put(timestamp == null ? NO_TIMESTAMP : TIMESTAMP);
    value.put(timestamp == null ? new byte[Tai64n.LENGTH] : timestamp.toBytes());
    // Left empty: the script writes the time of the handshake here, by the engine's clock.
    value.put(new byte[SINCE_LENGTH]);
    value.put((byte) name.length).put(name);
    value.put((byte) Math.max(0, endpoint.length - Short.BYTES)).put(endpoint);
    prefixes.forEach(value::put);
    return value.array();
  }

  /**
   * Returns the bytes of an endpoint's address and port; an empty array if the endpoint is null.
   */
  static byte[] endpoint(@Nullable InetSocketAddress endpoint) {
    if (endpoint == null) {
      return new byte[0];
    }
    byte[] address = endpoint.getAddress().getAddress();
    return ByteBuffer.allocate(address.length + Short.BYTES)
        .put(address)
        .putShort((short) endpoint.getPort())
        .array();
  }

  /**
   * Returns the family (4 or 6) and the length of a prefix, and the bytes of its address. Bytes
   * that contain only host bits are omitted.
   */
  static byte[] prefix(IpPrefix prefix) {
    int length = prefix.length();
    byte[] address =
        ByteBuffer.allocate(IPV6_LENGTH)
            .putLong(prefix.highBits())
            .putLong(prefix.lowBits())
            .array();
    return ByteBuffer.allocate(2 + bytes(length))
        .put((byte) (prefix.isIpv6() ? 6 : 4))
        .put((byte) length)
        .put(address, 0, bytes(length))
        .array();
  }

  private static int bytes(int bits) {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /**
   * Decodes a value. Returns null if the value is not a location in the current version of the
   * format.
   */
  static @Nullable PeerLocation decode(PublicKey key, byte[] value) {
    if (value.length > MAX_LENGTH) {
      return null;
    }
    try {
      return read(key, ByteBuffer.wrap(value));
    } catch (BufferUnderflowException | IllegalArgumentException | UnknownHostException e) {
      return null;
    }
  }

  private static PeerLocation read(PublicKey key, ByteBuffer value) throws UnknownHostException {
    byte version = value.get();
    byte flags = value.get();
    if (version != VERSION || (flags != TIMESTAMP && flags != NO_TIMESTAMP)) {
      throw new IllegalArgumentException("another version");
    }
    Tai64n timestamp = Tai64n.ofBytes(take(value, Tai64n.LENGTH), 0);
    var unused = take(value, SINCE_LENGTH);
    String gateway = new String(take(value, value.get()), StandardCharsets.ISO_8859_1);
    InetSocketAddress endpoint = readEndpoint(value);
    List<IpPrefix> prefixes = new ArrayList<>();
    while (value.hasRemaining()) {
      prefixes.add(readPrefix(value));
    }
    return new PeerLocation(
        key, gateway, flags == TIMESTAMP ? timestamp : null, endpoint, prefixes);
  }

  private static byte[] take(ByteBuffer from, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("a negative length");
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static @Nullable InetSocketAddress readEndpoint(ByteBuffer value)
      throws UnknownHostException {
    int length = value.get();
    if (length == 0) {
      return null;
    }
    // Rejects other lengths than 4 and 16.
    InetAddress address = InetAddress.getByAddress(take(value, length));
    return new InetSocketAddress(address, Short.toUnsignedInt(value.getShort()));
  }

  private static IpPrefix readPrefix(ByteBuffer value) {
    int family = value.get();
    int length = Byte.toUnsignedInt(value.get());
    if (family != 4 && family != 6) {
      throw new IllegalArgumentException("no family");
    }
    ByteBuffer address = ByteBuffer.wrap(Arrays.copyOf(take(value, bytes(length)), IPV6_LENGTH));
    return IpPrefix.ofBits(family == 6, address.getLong(), address.getLong(), length);
  }
}
