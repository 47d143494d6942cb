package io.jitpeers.eviction;

/** Where a resident peer is in its life. It only moves forward. */
public enum PeerState {
  /** Installed, but no completed handshake has been seen since. */
  PROBATION,
  /** A completed handshake has been seen. */
  ESTABLISHED
}
