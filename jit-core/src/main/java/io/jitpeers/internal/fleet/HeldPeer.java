package io.jitpeers.internal.fleet;

import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of this gateway's own resident peers. Guarded by the lock of {@link Locations}. */
final class HeldPeer {
  private static final IpPrefix[] NONE = {};

  final PublicKey key;

  /** The newest timestamp of the client that this gateway has accepted; null if it knows none. */
  @Nullable Tai64n newest;

  /** The timestamp by which the latest completed handshake is ordered; null if it is not known. */
  @Nullable Tai64n confirmed;

  /** When the client's latest initiation was accepted here; meaningless if none was. */
  long initiatedAt;

  boolean initiated;

  /** Whether the directory has this gateway's claim, as far as is known. */
  boolean claimed;

  /** When the claim was last accepted. */
  long claimedAt;

  /** Whether another gateway has the client's session, so that this peer is being evicted. */
  boolean leaving;

  /** The latest handshake in a listing; 0 for none. */
  private long stamp;

  private @Nullable InetSocketAddress endpoint;
  private int addressHash;
  private IpPrefix[] held = NONE;

  HeldPeer(PublicKey key) {
    this.key = key;
  }

  /** Records an initiation of the client. */
  void initiated(Tai64n timestamp, long now) {
    if (newest == null || timestamp.isAfter(newest)) {
      newest = timestamp;
    }
    initiatedAt = now;
    initiated = true;
  }

  /** Takes what a listing shows. Returns whether the peer has completed another handshake. */
  boolean takes(ListedPeer status) {
    boolean completed = status.handshakeStamp() != 0 && status.handshakeStamp() != stamp;
    stamp = status.handshakeStamp();
    if (completed) {
      confirmed = newest;
    }
    return completed;
  }

  /** Returns whether a handshake has completed. */
  boolean hasSession() {
    return stamp != 0;
  }

  /**
   * Takes the endpoint and the allowed IPs from a listing. Returns whether they changed. Addresses
   * with equal hash codes count as equal, which needs no object; for IPv4 they are equal.
   */
  boolean moves(IpPrefix[] nowHeld, ListedPeer status) {
    boolean changed = !Arrays.equals(held, nowHeld);
    held = nowHeld;
    int port = endpoint == null ? 0 : endpoint.getPort();
    if (status.endpointPort() == port && (port == 0 || status.hasAddressHash(addressHash))) {
      return changed;
    }
    InetSocketAddress at = status.endpointPort() == 0 ? null : status.endpoint();
    changed |= at == null ? endpoint != null : !at.equals(endpoint);
    endpoint = at;
    addressHash = at == null ? 0 : at.getAddress().hashCode();
    return changed;
  }

  /**
   * Returns whether the client's session is not here: it has a location at another gateway, and has
   * initiated nothing here since then.
   */
  boolean isLostTo(PeerLocation to) {
    return newest == null || (to.timestamp() != null && !newest.isAfter(to.timestamp()));
  }

  /** Returns whether the latest completed handshake is later than that of a location. */
  boolean isBackFrom(PeerLocation to) {
    return confirmed != null && (to.timestamp() == null || confirmed.isAfter(to.timestamp()));
  }

  PeerLocation location(String gateway) {
    return new PeerLocation(key, gateway, confirmed, endpoint, List.of(held));
  }
}
