package io.jitpeers.internal.journal;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/**
 * Computes digests of configs. A digest identifies a config but does not reveal it. It is the
 * BLAKE2s hash of a canonical encoding of the config, keyed with the random salt of the journal's
 * file. A preshared key has 256 random bits, so nobody can find it by computing the digests of
 * guesses. The digest of the preshared key alone is only four bytes long. Each such digest belongs
 * to a great number of keys, so it does not reveal the key. Therefore nothing on disk is a secret
 * or reveals a secret. Immutable and thread-safe.
 */
final class ConfigDigests {
  /** The length in bytes of the digest of a whole config. */
  static final int WHOLE = 16;

  /**
   * The length in bytes of the digest of one part of a config. Two different values of a part have
   * the same digest once in 4 billion cases. Therefore {@link JournalEntry#differences} compares
   * the digests of the whole configs too.
   */
  static final int PART = 4;

  static final List<ConfigPart> PARTS =
      List.of(
          ConfigPart.ALLOWED_IPS,
          ConfigPart.PRESHARED_KEY,
          ConfigPart.ENDPOINT,
          ConfigPart.PERSISTENT_KEEPALIVE);

  /**
   * The length in bytes of all digests of a config together. The digest of the whole config comes
   * first. The digests of the config's parts follow, in the order of {@link #PARTS}.
   */
  static final int LENGTH = WHOLE + 4 * PART;

  private final byte[] salt;

  ConfigDigests(byte[] salt) {
    this.salt = salt.clone();
  }

  /**
   * Returns the digest of a whole config, followed by the digests of its parts in the order of
   * {@link #PARTS}; {@link #LENGTH} bytes in all.
   */
  byte[] of(PeerConfig config) {
    byte[] digests = new byte[LENGTH];
    Blake2sDigest whole = new Blake2sDigest(salt, WHOLE, null, null);
    update(whole, config.publicKey().toBytes());
    int at = WHOLE;
    for (ConfigPart part : PARTS) {
      byte[] encoding = encode(part, config);
      update(whole, ByteBuffer.allocate(Integer.BYTES).putInt(encoding.length).array());
      update(whole, encoding);
      Blake2sDigest one = new Blake2sDigest(salt, PART, null, null);
      one.update((byte) at); // Makes digests of parts with equal bytes differ.
      update(one, encoding);
      one.doFinal(digests, at);
      at += PART;
      Arrays.fill(encoding, (byte) 0);
    }
    whole.doFinal(digests, 0);
    return digests;
  }

  private static void update(Blake2sDigest digest, byte[] bytes) {
    digest.update(bytes, 0, bytes.length);
  }

  private static byte[] encode(ConfigPart part, PeerConfig config) {
    return switch (part) {
      case ALLOWED_IPS -> allowedIps(config.allowedIps());
      case PRESHARED_KEY -> config.presharedKey().map(ConfigDigests::bytes).orElse(new byte[0]);
      case ENDPOINT -> config.endpoint().map(ConfigDigests::bytes).orElse(new byte[0]);
      case PERSISTENT_KEEPALIVE ->
          ByteBuffer.allocate(Integer.BYTES).putInt(config.persistentKeepaliveSeconds()).array();
      case EXPIRY -> throw new IllegalArgumentException("the expiry has no digest");
    };
  }

  /**
   * Encodes a set of allowed IPs. The order of the allowed IPs and duplicates do not affect the
   * digest, because neither matters to the data plane.
   */
  private static byte[] allowedIps(List<IpPrefix> prefixes) {
    ByteBuffer encoding = ByteBuffer.allocate(prefixes.size() * (2 + 16));
    prefixes.stream().distinct().sorted().forEach(prefix -> put(encoding, prefix));
    return Arrays.copyOf(encoding.array(), encoding.position());
  }

  private static void put(ByteBuffer encoding, IpPrefix prefix) {
    byte[] address = prefix.address().getAddress();
    encoding.put((byte) address.length).put((byte) prefix.length()).put(address);
  }

  /**
   * Returns the bytes of a preshared key, or an empty array if all its bytes are zero. The kernel
   * too treats a key of zeros as no preshared key.
   */
  private static byte[] bytes(PresharedKey key) {
    byte[] bytes = key.toBytes();
    int any = 0;
    for (byte each : bytes) {
      any |= each;
    }
    return any == 0 ? new byte[0] : bytes;
  }

  private static byte[] bytes(InetSocketAddress endpoint) {
    byte[] address = endpoint.getAddress().getAddress();
    return ByteBuffer.allocate(address.length + Short.BYTES)
        .put(address)
        .putShort((short) endpoint.getPort())
        .array();
  }
}
