package io.jitpeers.internal.fleet;

import io.jitpeers.spi.PeerLocation;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of this gateway's own resident peers, with the state of this gateway's claim in the fleet's
 * directory. A claim states that the peer's client has a session with this gateway. Guarded by the
 * lock of {@link HeldPeers}.
 */
final class HeldPeer {
  private static final IpPrefix[] NONE = {};

  /**
   * The maximum time, in nanoseconds, from the completion of a handshake to this gateway's record
   * of its initiation. The kernel may complete a handshake before this gateway records the
   * initiation. An initiation that is recorded after a longer time belongs to the client's next
   * handshake, which begins 5 s later (REKEY_TIMEOUT; whitepaper, section 6.1).
   */
  private static final long TOLERANCE = 1_000_000_000;

  final PublicKey key;

  /**
   * The newest timestamp that this gateway has accepted from the client; null if none is known.
   * {@link #resumes} and {@link #followsAfter} may set a timestamp that the client did not send.
   */
  private @Nullable Tai64n newest;

  /** When {@link #newest} arrived, by the wall clock in nanoseconds since 1970. */
  private long newestStamp;

  /** The timestamp that {@link #newest} replaced; null if it is not known. */
  private @Nullable Tai64n previous;

  /**
   * The timestamp by which the latest completed handshake is compared with handshakes at other
   * gateways; null if it is not known.
   */
  private @Nullable Tai64n confirmed;

  /** Whether the directory holds this gateway's claim, as far as this gateway knows. */
  boolean claimed;

  /** When the directory last accepted the claim, by the monotonic clock in nanoseconds. */
  long claimedAt;

  /** Whether this peer is being evicted because another gateway has the client's session. */
  boolean leaving;

  /**
   * The completion time of the handshake that the latest listing showed, by the wall clock in
   * nanoseconds since 1970; 0 if the listing showed no handshake.
   */
  private long stamp;

  /** When the latest handshake completed, by the monotonic clock in nanoseconds. */
  private long completedAt;

  /** Whether {@link #followsAfter} has assigned a timestamp to the latest handshake. */
  private boolean followed;

  private @Nullable InetSocketAddress endpoint;
  private int addressHash;
  private IpPrefix[] held = NONE;

  HeldPeer(PublicKey key) {
    this.key = key;
  }

  /**
   * Records the timestamp of an initiation that was accepted.
   *
   * @param wallTime when the timestamp arrived
   */
  void accepted(Tai64n timestamp, Instant wallTime) {
    if (newest == null || timestamp.isAfter(newest)) {
      previous = newest;
      newest = timestamp;
      newestStamp = ListedPeer.stampOf(wallTime.getEpochSecond(), wallTime.getNano());
    }
  }

  /**
   * Sets {@link #newest} to the given timestamp if {@link #newest} is not known yet.
   *
   * @param timestamp a nanosecond later than the newest timestamp of the client's earlier session,
   *     which was at this gateway or at another one
   */
  void resumes(Tai64n timestamp) {
    if (newest == null) {
      newest = timestamp;
    }
  }

  /** Returns the newest timestamp accepted from the client; null if none is known. */
  @Nullable Tai64n newest() {
    return newest;
  }

  /**
   * Updates the latest handshake from a listing. Returns whether the peer has completed another
   * handshake. If it has, this method sets {@link #confirmed} to the timestamp of the handshake's
   * initiation. This is {@link #newest} if {@link #newest} arrived before the handshake completed,
   * or at most {@link #TOLERANCE} after the completion. If {@link #newest} arrived even later, it
   * belongs to the next handshake, and {@link #confirmed} becomes {@link #previous}.
   */
  boolean takes(ListedPeer status, TimeSource time) {
    boolean completed = status.handshakeStamp() != 0 && status.handshakeStamp() != stamp;
    stamp = status.handshakeStamp();
    if (completed) {
      Instant now = time.wallTime();
      long age = ListedPeer.stampOf(now.getEpochSecond(), now.getNano()) - stamp;
      completedAt = time.nanoTime() - Math.max(0, age);
      followed = false;
      // The kernel may complete a handshake before this gateway has opened the handshake's
      // initiation.
      confirmed = stamp - newestStamp >= -TOLERANCE ? newest : previous;
    }
    return completed;
  }

  /**
   * Returns how long ago the latest handshake completed.
   *
   * @param now the monotonic time, in nanoseconds
   */
  Duration sinceHandshake(long now) {
    return Duration.ofNanos(Math.max(0, now - completedAt));
  }

  /**
   * Assigns to the latest handshake a timestamp that is later than {@code last}. Called after the
   * directory refused this gateway's claim in favor of another gateway's claim. Returns false if
   * this method has already assigned a timestamp to the same handshake, or if there is no later
   * timestamp.
   *
   * @param last the timestamp in the other gateway's claim; null if that claim has none
   */
  boolean followsAfter(@Nullable Tai64n last) {
    Tai64n later = last == null ? Tai64n.of(0, 0) : next(last);
    if (followed || (last != null && !later.isAfter(last))) {
      return false;
    }
    followed = true;
    if (newest == null || !newest.isAfter(later)) {
      newest = later;
    }
    confirmed = newest;
    return true;
  }

  /**
   * Returns a timestamp for a handshake that has no timestamp of the client. The result is a
   * nanosecond after the client's latest timestamp. It is before the client's next timestamp,
   * because a client's timestamps are further apart.
   */
  static Tai64n next(Tai64n last) {
    boolean carries = last.nanos() == -1;
    return Tai64n.of(last.seconds() + (carries ? 1 : 0), last.nanos() + 1);
  }

  /** Returns whether a handshake has completed. */
  boolean hasSession() {
    return stamp != 0;
  }

  /**
   * Updates the endpoint and the allowed IPs from a listing. Returns whether either of them
   * changed. The endpoint counts as unchanged if its port and the hash code of its address are
   * unchanged. This comparison creates no address object, and is exact for IPv4 addresses. If one
   * IPv6 address replaces another with the same hash code, the change may be overlooked.
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
   * Returns whether the client's session is at the gateway of the given location. This is the case
   * if this gateway has accepted no timestamp from the client, or if the location's timestamp is
   * known and at least as new as {@link #newest}.
   */
  boolean isLostTo(PeerLocation to) {
    return newest == null || (to.timestamp() != null && !newest.isAfter(to.timestamp()));
  }

  /**
   * Returns whether the latest completed handshake is later than the handshake of the given
   * location.
   */
  boolean isBackFrom(PeerLocation to) {
    return confirmed != null && (to.timestamp() == null || confirmed.isAfter(to.timestamp()));
  }

  PeerLocation location(String gateway) {
    return new PeerLocation(key, gateway, confirmed, endpoint, List.of(held));
  }
}
