package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One object for all peers of a walk. {@link ResidentRecord#showIn} moves it to a peer, and copies
 * the peer's values into it. The meaning of the fields is that of {@link ResidentView}. Not
 * thread-safe.
 */
final class ResidentCursor implements ResidentPeer {
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

  /** Creates a cursor that is at no peer yet; {@code first} is the key of any peer. */
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
  public Duration sinceInstalled() {
    return Duration.ofNanos(installedNanos);
  }

  @Override
  public long installedNanos() {
    return installedNanos;
  }

  @Override
  public @Nullable Duration sinceHandshake() {
    return handshakeNanos == ResidentView.NEVER ? null : Duration.ofNanos(handshakeNanos);
  }

  @Override
  public long handshakeNanos() {
    return handshakeNanos;
  }

  @Override
  public Duration idle() {
    return Duration.ofNanos(idleNanos);
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
  public @Nullable InetSocketAddress endpoint() {
    return PackedEndpoint.unpack(endpointIpv4, endpointIpv6, endpointPort);
  }

  @Override
  public @Nullable Instant latestHandshake() {
    return ResidentRecord.instantOf(handshakeStamp);
  }

  @Override
  public @Nullable Duration untilExpiry() {
    return expiryNanos == ResidentView.NEVER ? null : Duration.ofNanos(expiryNanos);
  }

  @Override
  public long expiryNanos() {
    return expiryNanos;
  }

  /** Returns an object that stays at this peer. */
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
