package io.jitpeers.internal.hotset;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Computes digests of a config's fields other than its allowed IPs. A digest reveals a change, so
 * no copy of the config is needed. Each digest is 32 bits of SipHash with a random key, so nobody
 * can construct two configs with the same digest on purpose. By chance, about one change in 2^32
 * goes unnoticed until the config changes again. Immutable and thread-safe.
 */
final class ConfigDigest {
  /** The digest of an unknown config. */
  static final int UNKNOWN = 0;

  private final HashFunction hash;

  ConfigDigest() {
    SecureRandom random = new SecureRandom();
    this.hash = Hashing.sipHash24(random.nextLong(), random.nextLong());
  }

  /**
   * Returns the digest of the preshared key and the persistent keepalive; never {@link #UNKNOWN}.
   */
  int session(PeerConfig config) {
    Hasher hasher = hash.newHasher().putInt(config.persistentKeepaliveSeconds());
    config
        .presharedKey()
        .ifPresent(
            key -> {
              byte[] bytes = key.toBytes();
              hasher.putBytes(bytes);
              Arrays.fill(bytes, (byte) 0);
            });
    return known(hasher);
  }

  /**
   * Returns the digest of the endpoint, even if the config has no endpoint; never {@link #UNKNOWN}.
   */
  int endpoint(PeerConfig config) {
    Hasher hasher = hash.newHasher();
    if (config.endpoint().isPresent()) {
      InetSocketAddress endpoint = config.endpoint().get();
      hasher.putBytes(endpoint.getAddress().getAddress()).putInt(endpoint.getPort());
    }
    return known(hasher);
  }

  /** Returns a digest that differs from the given digest and from {@link #UNKNOWN}. */
  static int otherThan(int digest) {
    int other = ~digest;
    return other == UNKNOWN ? 1 : other;
  }

  private static int known(Hasher hasher) {
    int digest = (int) hasher.hash().asLong();
    return digest == UNKNOWN ? 1 : digest;
  }
}
