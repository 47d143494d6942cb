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

/** One of this gateway's own resident peers. Guarded by the lock of {@link HeldPeers}. */
final class HeldPeer {
  private static final IpPrefix[] NONE = {};

  /**
   * How much later than the handshake its initiation may seem to have arrived, in nanoseconds. A
   * client's initiations are 5 s apart (REKEY_TIMEOUT; whitepaper, section 6.1).
   */
  private static final long TOLERANCE = 1_000_000_000;

  final PublicKey key;

  /** The newest timestamp of the client that this gateway has accepted; null if it knows none. */
  private @Nullable Tai64n newest;

  /** When {@link #newest} arrived, by the wall clock in nanoseconds since 1970. */
  private long newestStamp;

  /** The timestamp that was the newest one before; null if it is not known. */
  private @Nullable Tai64n previous;

  /** The timestamp by which the latest completed handshake is ordered; null if it is not known. */
  private @Nullable Tai64n confirmed;

  /** Whether the directory has this gateway's claim, as far as is known. */
  boolean claimed;

  /** When the claim was last accepted. */
  long claimedAt;

  /** Whether another gateway has the client's session, so that this peer is being evicted. */
  boolean leaving;

  /** The latest handshake in a listing; 0 for none. */
  private long stamp;

  /** When it completed, by the monotonic clock. */
  private long completedAt;

  /** Whether it was ordered after a timestamp at another gateway. */
  private boolean followed;

  private @Nullable InetSocketAddress endpoint;
  private int addressHash;
  private IpPrefix[] held = NONE;

  HeldPeer(PublicKey key) {
    this.key = key;
  }

  /**
   * Records a timestamp that was accepted.
   *
   * @param wallTime when it arrived
   */
  void accepted(Tai64n timestamp, Instant wallTime) {
    if (newest == null || timestamp.isAfter(newest)) {
      previous = newest;
      newest = timestamp;
      newestStamp = ListedPeer.stampOf(wallTime.getEpochSecond(), wallTime.getNano());
    }
  }

  /** Takes the timestamp of an earlier session if none is known. */
  void resumes(Tai64n timestamp) {
    if (newest == null) {
      newest = timestamp;
    }
  }

  /** Returns the newest timestamp of the client that this gateway has accepted; null if unknown. */
  @Nullable Tai64n newest() {
    return newest;
  }

  /**
   * Takes what a listing shows. Returns whether the peer has completed another handshake. The
   * newest timestamp may have arrived after that handshake, and then is not confirmed by it.
   */
  boolean takes(ListedPeer status, TimeSource time) {
    boolean completed = status.handshakeStamp() != 0 && status.handshakeStamp() != stamp;
    stamp = status.handshakeStamp();
    if (completed) {
      Instant now = time.wallTime();
      long age = ListedPeer.stampOf(now.getEpochSecond(), now.getNano()) - stamp;
      completedAt = time.nanoTime() - Math.max(0, age);
      followed = false;
      // The kernel may complete a handshake before its initiation has been opened here.
      confirmed = stamp - newestStamp >= -TOLERANCE ? newest : previous;
    }
    return completed;
  }

  /**
   * Returns how long ago the latest handshake completed.
   *
   * @param now the monotonic time
   */
  Duration sinceHandshake(long now) {
    return Duration.ofNanos(Math.max(0, now - completedAt));
  }

  /**
   * Orders the latest handshake after a timestamp that another gateway has accepted. Returns false
   * if that was done before, or if there is no later timestamp.
   *
   * @param last null if the other gateway knows none
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
   * Returns the timestamp of a handshake that has none of the client: a nanosecond after the
   * client's latest one. The client's next one is later, because its steps are longer.
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
