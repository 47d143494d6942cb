package io.jitpeers.event;

/**
 * What of a resident peer was changed. There may be more in a later version: a {@code switch} over
 * them wants a default.
 */
public enum PeerChange {
  /** Its allowed IPs. */
  ALLOWED_IPS,
  /** Its preshared key, its persistent keepalive, or both. */
  SESSION,
  /** Its endpoint, because the control plane gave it another one. */
  ENDPOINT
}
