package io.jitpeers.internal.hotset;

import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one resident peer. Guarded by the hot set's lock. Primitive fields and no
 * objects of its own, but an array for several allowed IPs: there are hundreds of thousands of
 * these.
 *
 * <p>Times are nanoseconds since the hot set was made. Epochs are numbers of listings: something
 * that happened in the epoch of a listing happened after that listing began.
 */
final class ResidentRecord {
  static final long NEVER = -1;
  static final long NO_EXPIRY = Long.MAX_VALUE;
  private static final int NO_EXPIRY_SECOND = -1;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final byte ESTABLISHED = 1;

  /** The data plane did not get the initiation that the peer was installed for. */
  private static final byte INITIATION_WITHHELD = 2;

  /** The device has other allowed IPs than those it was given. */
  private static final byte ALTERED = 4;

  /** That was seen once since it was installed. */
  private static final byte WAS_ALTERED = 8;

  final PublicKey key;
  final long installedAt;
  PeerOrigin origin;
  long expiresAt = NO_EXPIRY;
  // When the control plane is to be asked again, and the place in the queue of that.
  long askAt;
  int queueIndex = DueQueue.NOT_QUEUED;
  // What the config said, as digests.
  int sessionDigest = ConfigDigest.UNKNOWN;
  int endpointDigest = ConfigDigest.UNKNOWN;
  // The wall clock's seconds since 1970, without a sign.
  private int expiresAtSecond = NO_EXPIRY_SECOND;
  int installedEpoch;
  int initiatedEpoch;
  int listedEpoch;
  byte absences;
  // An IpPrefix or an IpPrefix[]: most peers hold one, which then needs no array.
  private Object held;
  private byte flags;
  // Where the latest listing showed it; see PackedEndpoint.
  private char endpointPort;
  private int endpointIpv4;
  private @Nullable Ipv6Endpoint endpointIpv6;
  private long usedAt;
  private long initiatedAt;
  private long handshakeSeenAt = NEVER;
  // By the data plane's wall clock, in nanoseconds since 1970; 0 for none.
  private long handshakeStamp;
  private long rxBytes;
  private long txBytes;

  ResidentRecord(PublicKey key, PeerOrigin origin, IpPrefix[] held, long now) {
    this.key = key;
    this.origin = origin;
    this.held = held.length == 1 ? held[0] : held;
    this.installedAt = now;
    this.usedAt = now;
    // What was installed was installed because of an initiation.
    this.initiatedAt = origin == PeerOrigin.FOREIGN ? NEVER : now;
  }

  /** The allowed IPs it holds, without duplicates. */
  IpPrefix[] held() {
    return held instanceof IpPrefix[] several ? several : new IpPrefix[] {(IpPrefix) held};
  }

  /** Whether it holds just these, in whatever order. Makes no object if it is one. */
  boolean holdsJust(List<IpPrefix> listed) {
    return held instanceof IpPrefix[] several
        ? Set.of(several).equals(Set.copyOf(listed))
        : listed.size() == 1 && held.equals(listed.get(0));
  }

  void hold(IpPrefix[] prefixes) {
    held = prefixes.length == 1 ? prefixes[0] : prefixes;
  }

  /** Notes an initiation; true if it follows one that was not answered within a time. */
  boolean initiationSeen(long now, int epoch, long answerNanos) {
    boolean unanswered =
        initiatedAt != NEVER
            && !has(INITIATION_WITHHELD)
            && now - initiatedAt <= answerNanos
            && handshakeSeenAt < initiatedAt;
    initiatedAt = now;
    set(INITIATION_WITHHELD, false);
    initiatedEpoch = epoch;
    return unanswered;
  }

  /** Says whether the data plane gets the latest initiation, so that there can be an answer. */
  void initiationWithheld(boolean withheld) {
    set(INITIATION_WITHHELD, withheld);
  }

  boolean isEstablished() {
    return has(ESTABLISHED);
  }

  /**
   * Notes that the device has other allowed IPs; true for the first time since it was installed.
   */
  boolean altered() {
    if (has(WAS_ALTERED)) {
      return false;
    }
    set(WAS_ALTERED, true);
    set(ALTERED, true);
    return true;
  }

  /** Notes that the device may have other allowed IPs: a call that would change it failed. */
  void unsure() {
    set(ALTERED, true);
  }

  /** Whether its allowed IPs are to be set again. */
  boolean isAltered() {
    return has(ALTERED);
  }

  private boolean has(byte flag) {
    return (flags & flag) != 0;
  }

  private void set(byte flag, boolean value) {
    flags = (byte) (value ? flags | flag : flags & ~flag);
  }

  /** Whether its latest initiation, if there was one, is younger than a time. */
  boolean initiatedWithin(long now, long nanos) {
    return initiatedAt != NEVER && now - initiatedAt < nanos;
  }

  /** Notes that the peer was installed again, which an initiation of it asked for. */
  void installedAgain(long now, int epoch) {
    initiatedAt = now;
    usedAt = now;
    installedEpoch = epoch;
    set(ALTERED, false);
    set(WAS_ALTERED, false);
  }

  /** Notes that the peer's config was changed, which no initiation of it asked for. */
  void changed(int epoch) {
    installedEpoch = epoch;
    set(ALTERED, false);
  }

  /**
   * Takes in what a listing says.
   *
   * @param elapsed time since the last listing that gave this peer, or since it was installed
   * @param totals takes what the peer moved since
   */
  void update(PeerStatus status, long now, long elapsed, TrafficTotals totals) {
    long stamp = stampOf(status.latestHandshake());
    // Any change counts, also to an earlier time: the wall clock may have been set back. A change
    // to none means that somebody created the peer anew; its state only moves forward all the same.
    boolean handshake = stamp != 0 && stamp != handshakeStamp;
    handshakeStamp = stamp;
    if (handshake) {
      handshakeSeenAt = now;
      set(ESTABLISHED, true);
    }
    // A counter that moved backwards counts from zero: the peer was created anew.
    boolean anew = status.rxBytes() < rxBytes || status.txBytes() < txBytes;
    long rx = status.rxBytes() - (anew ? 0 : rxBytes);
    long tx = status.txBytes() - (anew ? 0 : txBytes);
    totals.add(rx, tx);
    rxBytes = status.rxBytes();
    txBytes = status.txBytes();
    if (UseMeter.used(rx, tx, elapsed, handshake, status.persistentKeepaliveSeconds())) {
      usedAt = now;
    }
  }

  /** Takes in the first listing of a peer that was found: nothing it says happened just now. */
  void found(PeerStatus status, long now) {
    handshakeStamp = stampOf(status.latestHandshake());
    set(ESTABLISHED, handshakeStamp != 0);
    handshakeSeenAt = isEstablished() ? now : NEVER;
    rxBytes = status.rxBytes();
    txBytes = status.txBytes();
    moveTo(status.endpoint());
  }

  /**
   * Whether a status shows it elsewhere, asked before it is taken in. A peer moves by sending:
   * while nothing was received, an address of the same hash is the same, and nothing is made to see
   * that.
   */
  boolean isElsewhere(PeerStatus status) {
    InetSocketAddress at = status.endpoint();
    if (!PackedEndpoint.looksLike(at, endpointIpv4, endpointIpv6, endpointPort)) {
      return true;
    }
    return endpointPort != 0
        && status.rxBytes() != rxBytes
        && (PackedEndpoint.ipv4(at) != endpointIpv4
            || !Objects.equals(PackedEndpoint.ipv6(at), endpointIpv6));
  }

  void moveTo(@Nullable InetSocketAddress endpoint) {
    endpointPort = PackedEndpoint.port(endpoint);
    endpointIpv4 = PackedEndpoint.ipv4(endpoint);
    endpointIpv6 = PackedEndpoint.ipv6(endpoint);
  }

  boolean isLocated() {
    return endpointPort != 0;
  }

  /** The source that it is at, if it is located. */
  long source() {
    return endpointIpv6 == null
        ? SourceKey.ofIpv4(endpointIpv4)
        : SourceKey.ofIpv6(endpointIpv6.high(), endpointIpv6.low());
  }

  @Nullable InetSocketAddress endpoint() {
    return PackedEndpoint.unpack(endpointIpv4, endpointIpv6, endpointPort);
  }

  /** What the latest listing that gave it said. */
  PeerReading reading() {
    return new PeerReading(endpoint(), instantOf(handshakeStamp), rxBytes, txBytes);
  }

  /**
   * Notes when its config expires.
   *
   * @param at on the monotonic clock; {@link #NO_EXPIRY} for never
   * @param wallTime the same on the wall clock; null for never
   * @return whether that is another second than before
   */
  boolean expires(long at, @Nullable Instant wallTime) {
    int before = expiresAtSecond;
    expiresAt = at;
    expiresAtSecond = wallTime == null ? NO_EXPIRY_SECOND : secondOf(wallTime);
    return expiresAtSecond != before;
  }

  /** Rounded up: what is known to the second alone must not end early. */
  private static int secondOf(Instant wallTime) {
    long second = wallTime.getEpochSecond() + (wallTime.getNano() > 0 ? 1 : 0);
    long most = Integer.toUnsignedLong(NO_EXPIRY_SECOND);
    return (int) Math.max(0, Math.min(most, second));
  }

  /**
   * Returns the time until its config expires, by whichever clock says sooner: the monotonic one
   * does not know of a wall clock that was wrong when the config came, and the wall clock may be
   * wrong now.
   *
   * @param wallSecond the wall clock's seconds since 1970
   */
  long untilExpiry(long now, long wallSecond) {
    if (expiresAt == NO_EXPIRY) {
      return Long.MAX_VALUE;
    }
    long left = expiresAt - now;
    if (expiresAtSecond == NO_EXPIRY_SECOND) {
      return left;
    }
    long wallLeft = Integer.toUnsignedLong(expiresAtSecond) - wallSecond;
    return Math.min(left, wallLeft * NANOS_PER_SECOND);
  }

  ResidentPeer snapshot(long now, long wallSecond, boolean pinned) {
    return new ResidentView(
        key,
        isEstablished() ? PeerState.ESTABLISHED : PeerState.PROBATION,
        origin,
        pinned,
        now - installedAt,
        handshakeSeenAt == NEVER ? ResidentView.NEVER : now - handshakeSeenAt,
        now - usedAt,
        rxBytes,
        txBytes,
        untilExpiry(now, wallSecond),
        handshakeStamp,
        endpointIpv4,
        endpointIpv6,
        endpointPort);
  }

  /** A handshake in nanoseconds since 1970; 0 for none. */
  static long stampOf(@Nullable Instant handshake) {
    if (handshake == null) {
      return 0;
    }
    // Until the year 2262; beyond, whether it changed can be told all the same.
    long stamp = handshake.getEpochSecond() * 1_000_000_000L + handshake.getNano();
    return stamp == 0 ? 1 : stamp;
  }

  /** The latest handshake that a listing gave, as {@link #stampOf} has it; 0 for none. */
  long handshakeStamp() {
    return handshakeStamp;
  }

  static @Nullable Instant instantOf(long stamp) {
    return stamp == 0 ? null : Instant.ofEpochSecond(0, stamp);
  }
}
