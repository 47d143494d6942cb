package io.jitpeers.event;

/**
 * Which part of a resident peer's config was changed. Later versions may add constants, so a {@code
 * switch} over them needs a default.
 */
public enum PeerChange {
  /** Its allowed IPs. */
  ALLOWED_IPS,
  /** Its preshared key, its persistent keepalive, or both. */
  SESSION,
  /** Its endpoint, because the control plane gave it another one. */
  ENDPOINT
}
