package io.jitpeers.eviction;

/**
 * The state of a resident peer. A peer never returns from {@link #ESTABLISHED} to {@link
 * #PROBATION}.
 */
public enum PeerState {
  /** The peer is installed, but no completed handshake has been seen since its installation. */
  PROBATION,
  /** A completed handshake has been seen. */
  ESTABLISHED
}
