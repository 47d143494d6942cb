package io.jitpeers.internal.journal;

/** A part of a peer's config that is compared separately. */
public enum ConfigPart {
  ALLOWED_IPS,
  PRESHARED_KEY,
  /** The config's own endpoint, not the endpoint to which the peer has roamed. */
  ENDPOINT,
  PERSISTENT_KEEPALIVE,
  EXPIRY
}
