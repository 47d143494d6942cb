package io.jitpeers.eviction;

import java.util.Locale;

/**
 * Why a peer is evicted. There may be more causes in a later version: a {@code switch} over them
 * wants a default.
 */
public enum EvictionCause {
  /** It was not used for a while. */
  IDLE,
  /** It completed no handshake after it was installed. */
  NEVER_ESTABLISHED,
  /** There are more resident peers than wanted, and it is among the least recently used. */
  OVER_CAPACITY,
  /** Its config said that it is no longer wanted after a time that has come. */
  EXPIRED,
  /** The control plane or the embedding gateway took it back. */
  REVOKED,
  /** Somebody asked for it. */
  MANUAL,
  /** A policy of the embedding program, which names its own cause: {@link Eviction#label}. */
  POLICY;

  /** {@return the name that counters, logs and metrics use, the constant's name in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether the peer itself is no longer wanted, so that its session does not protect it:
   * such evictions are not held back by the lossless floor.
   *
   * @return true for EXPIRED, REVOKED and MANUAL
   */
  public boolean endsAuthorization() {
    return this == EXPIRED || this == REVOKED || this == MANUAL;
  }
}
