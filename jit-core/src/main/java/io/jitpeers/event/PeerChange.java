package io.jitpeers.event;

/**
 * A changed part of a resident peer's config. Later versions may add constants, so a {@code switch}
 * over the constants needs a default.
 */
public enum PeerChange {
  /** The allowed IPs. */
  ALLOWED_IPS,
  /** The preshared key, the persistent keepalive, or both. */
  SESSION,
  /** The endpoint: the control plane set a different endpoint. */
  ENDPOINT
}
