package io.jitpeers.eviction;

/** Why a peer is evicted. */
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
  MANUAL;

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
