package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.Objects;

/**
 * A peer to evict, and why. Immutable and thread-safe.
 *
 * @param key the peer
 * @param cause why
 */
public record Eviction(PublicKey key, EvictionCause cause) {
  /**
   * Creates an eviction.
   *
   * @param key as in the record; not null
   * @param cause as in the record; not null
   */
  public Eviction {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(cause, "cause");
  }
}
