package io.jitpeers.eviction;

import java.util.Locale;

/**
 * The cause of an eviction. Later versions may add causes, so a {@code switch} over the causes
 * needs a default.
 */
public enum EvictionCause {
  /** The peer was not used for some time. */
  IDLE,
  /** The peer completed no handshake after it was installed. */
  NEVER_ESTABLISHED,
  /**
   * The number of resident peers exceeds the limit, and the peer is among the least recently used
   * peers.
   */
  OVER_CAPACITY,
  /** The expiry time in the peer's config has come. */
  EXPIRED,
  /** The control plane or the embedding program revoked the peer. */
  REVOKED,
  /** An operator or the embedding program requested the eviction of this peer. */
  MANUAL,
  /**
   * The client has moved to another gateway of the fleet, so its session on this gateway is dead.
   */
  MOVED,
  /**
   * A policy of the embedding program selected the peer. {@link Eviction#label} is the name that
   * the policy gives to the cause.
   */
  POLICY;

  /** {@return the name that counters, logs and metrics use: the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether the cause means that the peer is no longer authorized. Such a peer is evicted
   * even if its session is alive. A sweep keeps a peer that is still authorized if its session is
   * younger than the {@linkplain EvictionPolicies#LOSSLESS_FLOOR lossless floor}.
   *
   * @return true for EXPIRED, REVOKED and MANUAL
   */
  public boolean endsAuthorization() {
    return this == EXPIRED || this == REVOKED || this == MANUAL;
  }
}
