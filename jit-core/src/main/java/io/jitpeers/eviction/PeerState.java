package io.jitpeers.eviction;

/** The state of a resident peer. It only moves forward. */
public enum PeerState {
  /** The peer is installed, but no completed handshake has been seen since. */
  PROBATION,
  /** A completed handshake has been seen. */
  ESTABLISHED
}
