package io.jitpeers.wireguard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Caches the Diffie-Hellman results of the responder's static key and the static keys of initiators
 * that proved possession of their private keys. The next initiation of a cached initiator costs one
 * X25519 operation instead of two. The kernel also keeps such a result in each of its peers ({@code
 * precomputed_static_static}). Bounded; thread-safe.
 */
final class StaticSecrets {
  private final Cache<PublicKey, Secret> secrets;

  StaticSecrets(int maximumSize) {
    // The removal listener runs on the caller's thread, so all secrets are wiped when wipe()
    // returns.
    secrets =
        Caffeine.newBuilder()
            .maximumSize(maximumSize)
            .executor(Runnable::run)
            .removalListener(
                (@Nullable PublicKey key, @Nullable Secret secret, RemovalCause cause) -> {
                  if (secret != null) {
                    secret.wipe();
                  }
                })
            .build();
  }

  /**
   * Copies the cached Diffie-Hellman result for an initiator's key into an array. Returns false if
   * no result for this key is cached.
   */
  boolean copy(PublicKey key, byte[] target) {
    Secret secret = secrets.getIfPresent(key);
    return secret != null && secret.copy(target);
  }

  /**
   * Caches a copy of the Diffie-Hellman result for an initiator's key. Called only after the
   * initiator's timestamp has been decrypted with a key that was derived from this result.
   */
  void keep(PublicKey key, byte[] secret) {
    secrets.put(key, new Secret(secret.clone()));
  }

  /** Returns about how many secrets are cached. */
  long size() {
    secrets.cleanUp();
    return secrets.estimatedSize();
  }

  void wipe() {
    secrets.invalidateAll();
    secrets.cleanUp();
  }

  /**
   * A cached secret. Its methods are synchronized, because another thread can evict and wipe the
   * secret just before use.
   */
  static final class Secret {
    private final byte[] bytes;
    private boolean wiped;

    Secret(byte[] bytes) {
      this.bytes = bytes;
    }

    synchronized boolean copy(byte[] target) {
      System.arraycopy(bytes, 0, target, 0, bytes.length);
      return !wiped;
    }

    synchronized void wipe() {
      Arrays.fill(bytes, (byte) 0);
      wiped = true;
    }
  }
}
