package io.jitpeers.internal.hotset;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Digests of what a config says beyond its allowed IPs, by which a change is noticed without
 * keeping the config. Each is 32 bits of SipHash with a random key: nobody can make two configs
 * that look the same, and one change in four thousand million is missed until the next. Immutable
 * and thread-safe.
 */
final class ConfigDigest {
  /** The digest of what is not known. */
  static final int UNKNOWN = 0;

  private final HashFunction hash;

  ConfigDigest() {
    SecureRandom random = new SecureRandom();
    this.hash = Hashing.sipHash24(random.nextLong(), random.nextLong());
  }

  /** Of the preshared key and the persistent keepalive; never {@link #UNKNOWN}. */
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

  /** Of the endpoint, also of none; never {@link #UNKNOWN}. */
  int endpoint(PeerConfig config) {
    Hasher hasher = hash.newHasher();
    if (config.endpoint().isPresent()) {
      InetSocketAddress endpoint = config.endpoint().get();
      hasher.putBytes(endpoint.getAddress().getAddress()).putInt(endpoint.getPort());
    }
    return known(hasher);
  }

  /** A digest that is known, and of something else. */
  static int otherThan(int digest) {
    int other = ~digest;
    return other == UNKNOWN ? 1 : other;
  }

  private static int known(Hasher hasher) {
    int digest = (int) hasher.hash().asLong();
    return digest == UNKNOWN ? 1 : digest;
  }
}
