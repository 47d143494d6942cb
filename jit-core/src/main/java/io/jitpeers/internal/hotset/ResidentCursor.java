package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A mutable object that shows all peers of a walk, one after another. {@link ResidentRecord#showIn}
 * moves a cursor to a peer by copying the peer's values into the cursor. The fields mean the same
 * as in {@link ResidentView}. Not thread-safe.
 */
final class ResidentCursor implements PackedPeer {
  PublicKey key;
  PeerState state = PeerState.PROBATION;
  PeerOrigin origin = PeerOrigin.FOREIGN;
  boolean pinned;
  long installedNanos;
  long handshakeNanos;
  long idleNanos;
  long rxBytes;
  long txBytes;
  long expiryNanos;
  long handshakeStamp;
  int endpointIpv4;
  @Nullable Ipv6Endpoint endpointIpv6;
  char endpointPort;

  /**
   * Creates a cursor that is not at a peer yet; {@code first} is any peer's key, as a placeholder.
   */
  ResidentCursor(PublicKey first) {
    this.key = first;
  }

  @Override
  public PublicKey key() {
    return key;
  }

  @Override
  public PeerState state() {
    return state;
  }

  @Override
  public PeerOrigin origin() {
    return origin;
  }

  @Override
  public boolean pinned() {
    return pinned;
  }

  @Override
  public long installedNanos() {
    return installedNanos;
  }

  @Override
  public long handshakeNanos() {
    return handshakeNanos;
  }

  @Override
  public long idleNanos() {
    return idleNanos;
  }

  @Override
  public long rxBytes() {
    return rxBytes;
  }

  @Override
  public long txBytes() {
    return txBytes;
  }

  @Override
  public long expiryNanos() {
    return expiryNanos;
  }

  @Override
  public long handshakeStamp() {
    return handshakeStamp;
  }

  @Override
  public int endpointIpv4() {
    return endpointIpv4;
  }

  @Override
  public @Nullable Ipv6Endpoint endpointIpv6() {
    return endpointIpv6;
  }

  @Override
  public char endpointPort() {
    return endpointPort;
  }

  /** Returns an immutable copy of the current peer's values. */
  ResidentView copy() {
    return new ResidentView(
        key,
        state,
        origin,
        pinned,
        installedNanos,
        handshakeNanos,
        idleNanos,
        rxBytes,
        txBytes,
        expiryNanos,
        handshakeStamp,
        endpointIpv4,
        endpointIpv6,
        endpointPort);
  }
}
