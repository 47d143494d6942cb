package io.jitpeers.internal.lookup;

import io.jitpeers.internal.common.PackedPrefixes;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cached config. If the control plane's answer has a validator, the entry also keeps the parts of
 * the answer that are needed to renew it. A cache can hold hundreds of thousands of entries, most
 * of which are never used. So an entry is compact: it does not keep the {@link PeerConfig} object,
 * and it does not repeat the public key, under which the cache stores the entry. With one allowed
 * IP, an entry takes 80 bytes; an entry with the {@link PeerConfig} object would take 136 bytes.
 * Immutable.
 */
final class FoundEntry {
  private final byte[] allowedIps;
  private final @Nullable PresharedKey presharedKey;
  private final @Nullable InetSocketAddress endpoint;
  private final @Nullable Instant expiresAt;
  private final @Nullable Validation validation;
  private final long freshUntil;
  private final long usableUntil;
  private final int timestampEpoch;
  private final char persistentKeepaliveSeconds;
  private final boolean clockUnreliable;

  /** The parts of an answer that are needed when the control plane confirms the answer. */
  private record Validation(String validator, Freshness lifetime) {}

  /**
   * Creates an entry.
   *
   * @param freshUntil the monotonic time in nanoseconds until which the config is fresh
   * @param usableUntil the monotonic time in nanoseconds until which the config may be used if the
   *     control plane cannot answer
   */
  FoundEntry(PeerLookup.Found answer, long freshUntil, long usableUntil) {
    PeerConfig config = answer.config();
    this.allowedIps = PackedPrefixes.pack(config.allowedIps());
    this.presharedKey = config.presharedKey().orElse(null);
    this.endpoint = config.endpoint().orElse(null);
    this.expiresAt = config.expiresAt().orElse(null);
    this.timestampEpoch = (int) config.timestampEpoch();
    this.persistentKeepaliveSeconds = (char) config.persistentKeepaliveSeconds();
    this.clockUnreliable = config.clockUnreliable();
    this.validation =
        answer
            .validator()
            .map(validator -> new Validation(validator, answer.lifetime()))
            .orElse(null);
    this.freshUntil = freshUntil;
    this.usableUntil = usableUntil;
  }

  private FoundEntry(FoundEntry entry, long freshUntil) {
    this.allowedIps = entry.allowedIps;
    this.presharedKey = entry.presharedKey;
    this.endpoint = entry.endpoint;
    this.expiresAt = entry.expiresAt;
    this.validation = entry.validation;
    this.timestampEpoch = entry.timestampEpoch;
    this.persistentKeepaliveSeconds = entry.persistentKeepaliveSeconds;
    this.clockUnreliable = entry.clockUnreliable;
    this.freshUntil = freshUntil;
    this.usableUntil = entry.usableUntil;
  }

  /** Returns a copy of this entry that is fresh until the given time. */
  FoundEntry freshUntil(long time) {
    return new FoundEntry(this, time);
  }

  long freshUntil() {
    return freshUntil;
  }

  long usableUntil() {
    return usableUntil;
  }

  /** Returns whether the answer has a validator. */
  boolean isValidatable() {
    return validation != null;
  }

  /** Returns whether the config is useless because its preshared key was destroyed. */
  boolean isDestroyed() {
    return presharedKey != null && presharedKey.isDestroyed();
  }

  /** Returns the config as a new object. */
  PeerConfig config(PublicKey key) {
    PeerConfig.Builder config =
        PeerConfig.builder(key)
            .allowedIps(PackedPrefixes.unpack(allowedIps))
            .persistentKeepaliveSeconds(persistentKeepaliveSeconds)
            .timestampEpoch(Integer.toUnsignedLong(timestampEpoch))
            .clockUnreliable(clockUnreliable);
    if (presharedKey != null) {
      config.presharedKey(presharedKey);
    }
    if (endpoint != null) {
      config.endpoint(endpoint);
    }
    if (expiresAt != null) {
      config.expiresAt(expiresAt);
    }
    return config.build();
  }

  /**
   * Returns the answer as a new object, with the freshness that it had when it arrived. Returns
   * null if the answer has no validator.
   */
  PeerLookup.@Nullable Found answer(PublicKey key) {
    return validation == null
        ? null
        : PeerLookup.found(config(key), validation.lifetime, validation.validator);
  }
}
