package io.jitpeers.internal.hotset;

import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one resident peer. Guarded by the hot set's lock. There are hundreds of thousands of
 * records, so a record has primitive fields and few objects of its own. It has an array for the
 * allowed IPs unless the only one is an IPv4 prefix, and an object for an endpoint that is IPv6.
 *
 * <p>Times are nanoseconds since the hot set was created. An epoch is the number of a listing. The
 * epoch of an event is the number of the latest listing that began before the event.
 */
final class ResidentRecord extends AllowedIpHolder {
  static final long NEVER = -1;
  static final long NO_EXPIRY = Long.MAX_VALUE;
  private static final int NO_EXPIRY_SECOND = -1;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final byte ESTABLISHED = 1;

  /** The data plane did not get the initiation for which the peer was installed. */
  private static final byte INITIATION_WITHHELD = 2;

  /** The peer's allowed IPs on the device differ, or may differ, from those this gateway set. */
  private static final byte ALTERED = 4;

  /** A listing has set {@link #ALTERED} at some time after the peer was last installed. */
  private static final byte WAS_ALTERED = 8;

  /** The origin is {@link PeerOrigin#ADOPTED}. PROVISIONED peers lack this flag and IS_FOREIGN. */
  private static final byte ADOPTED = 16;

  private static final byte IS_FOREIGN = 32;

  /** The latest complete listing lacked the peer. */
  private static final byte ABSENT = 64;

  /** {@link #installedEpoch} is the epoch of a change. No install took place in that epoch. */
  private static final byte ONLY_CHANGED = (byte) 128;

  final PublicKey key;
  final long installedAt;
  // The key's hash and the record's successor in the hot set's table.
  int hash;
  @Nullable ResidentRecord next;
  long expiresAt = NO_EXPIRY;
  // When to ask the control plane about the peer again, and the record's index in the DueQueue.
  long askAt;
  int queueIndex = DueQueue.NOT_QUEUED;
  // Digests of the config.
  int sessionDigest = ConfigDigest.UNKNOWN;
  int endpointDigest = ConfigDigest.UNKNOWN;
  // When the config expires by the wall clock: seconds since 1970, as an unsigned number.
  private int expiresAtSecond = NO_EXPIRY_SECOND;
  int installedEpoch;
  int initiatedEpoch;
  int listedEpoch;
  private byte flags;
  // Whether the client has a session; see Connections.
  boolean connected;
  // The endpoint in the latest listing; see PackedEndpoint.
  private char endpointPort;
  private int endpointIpv4;
  private @Nullable Ipv6Endpoint endpointIpv6;
  private long usedAt;
  private long initiatedAt;
  long handshakeSeenAt = NEVER;
  // The latest handshake by the data plane's wall clock, in nanoseconds since 1970; 0 for none.
  private long handshakeStamp;
  private long rxBytes;
  private long txBytes;

  ResidentRecord(PublicKey key, PeerOrigin origin, IpPrefix[] held, long now) {
    super(held);
    this.key = key;
    origin(origin);
    this.installedAt = now;
    this.usedAt = now;
    // An install by this gateway counts as an initiation, whatever caused the install.
    this.initiatedAt = origin == PeerOrigin.FOREIGN ? NEVER : now;
  }

  PeerOrigin origin() {
    if (has(IS_FOREIGN)) {
      return PeerOrigin.FOREIGN;
    }
    return has(ADOPTED) ? PeerOrigin.ADOPTED : PeerOrigin.PROVISIONED;
  }

  void origin(PeerOrigin origin) {
    set(IS_FOREIGN, origin == PeerOrigin.FOREIGN);
    set(ADOPTED, origin == PeerOrigin.ADOPTED);
  }

  /** Returns whether another program installed the peer. */
  boolean isForeign() {
    return has(IS_FOREIGN);
  }

  /** Records that a listing showed the peer, or that the peer was installed. */
  void present() {
    set(ABSENT, false);
  }

  /**
   * Records that a complete listing did not show the peer. Returns 2 if the preceding complete
   * listing did not show the peer either, otherwise 1.
   */
  int absent() {
    boolean before = has(ABSENT);
    set(ABSENT, true);
    return before ? 2 : 1;
  }

  /**
   * Records an initiation. Returns whether the preceding initiation reached the data plane at most
   * {@code answerNanos} ago and was not answered.
   */
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

  /**
   * Records whether the latest initiation is withheld from the data plane. The data plane cannot
   * answer a withheld initiation.
   */
  void initiationWithheld(boolean withheld) {
    set(INITIATION_WITHHELD, withheld);
  }

  boolean isEstablished() {
    return has(ESTABLISHED);
  }

  /**
   * Records that the peer's allowed IPs on the device are not those that this gateway set. Returns
   * true only at the first call since the peer was last installed.
   */
  boolean altered() {
    if (has(WAS_ALTERED)) {
      return false;
    }
    set(WAS_ALTERED, true);
    set(ALTERED, true);
    return true;
  }

  /**
   * Records that the peer's allowed IPs on the device may not be those that this gateway set,
   * because a call to change them failed.
   */
  void unsure() {
    set(ALTERED, true);
  }

  /** Returns whether the peer's allowed IPs must be set again. */
  boolean isAltered() {
    return has(ALTERED);
  }

  private boolean has(byte flag) {
    return (flags & flag) != 0;
  }

  private void set(byte flag, boolean value) {
    flags = (byte) (value ? flags | flag : flags & ~flag);
  }

  /**
   * Returns whether the peer's latest initiation is less than {@code nanos} old; false if there was
   * none.
   */
  boolean initiatedWithin(long now, long nanos) {
    return initiatedAt != NEVER && now - initiatedAt < nanos;
  }

  /**
   * Records that the peer was installed, for the first time or again. An install counts as an
   * initiation.
   */
  void installedAgain(long now, int epoch) {
    initiatedAt = now;
    usedAt = now;
    installedEpoch = epoch;
    set(ONLY_CHANGED, false);
    set(ALTERED, false);
    set(WAS_ALTERED, false);
  }

  /** Records that the peer's config was changed. The change does not count as an initiation. */
  void changed(int epoch) {
    set(ONLY_CHANGED, has(ONLY_CHANGED) || installedEpoch < epoch);
    installedEpoch = epoch;
    set(ALTERED, false);
  }

  /**
   * Returns whether a listing may lack the peer because the peer was installed after the listing
   * began. A change does not count as an install, because it never adds a peer to the device.
   */
  boolean mayBeInstalledAfter(int epoch) {
    return installedEpoch >= epoch && !has(ONLY_CHANGED);
  }

  /**
   * Returns whether the latest handshake or the counters of a listed status differ from the
   * record's. If they do not differ, {@link #update} would change nothing.
   */
  boolean isOutdatedBy(ListedPeer status) {
    return status.handshakeStamp() != handshakeStamp
        || status.rxBytes() != rxBytes
        || status.txBytes() != txBytes;
  }

  /** Returns whether a listed status has a latest handshake that differs from the record's. */
  boolean hasOtherHandshake(ListedPeer status) {
    return status.handshakeStamp() != 0 && status.handshakeStamp() != handshakeStamp;
  }

  /**
   * Updates the record from a listed status.
   *
   * @param elapsed the nanoseconds since a full listing last measured the traffic, or since the
   *     install
   * @param totals receives the bytes that the peer transferred since the last update
   */
  void update(ListedPeer status, long now, long elapsed, TrafficTotals totals) {
    long stamp = status.handshakeStamp();
    // Any new time counts as a handshake, even an earlier one, because the wall clock may have been
    // set back. A change to "none" means that another program re-created the peer; the peer still
    // counts as established.
    boolean handshake = hasOtherHandshake(status);
    handshakeStamp = stamp;
    if (handshake) {
      handshakeSeenAt = now;
      set(ESTABLISHED, true);
    }
    // If a counter moved backwards, the peer was re-created and its counters began at zero.
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

  /**
   * Fills the record from the first listing that shows a peer. The peer's latest handshake counts
   * as seen now. The peer's earlier traffic is not added to any total.
   */
  void found(ListedPeer status, long now) {
    handshakeStamp = status.handshakeStamp();
    set(ESTABLISHED, handshakeStamp != 0);
    handshakeSeenAt = isEstablished() ? now : NEVER;
    rxBytes = status.rxBytes();
    txBytes = status.txBytes();
    moveTo(status.endpoint());
  }

  /**
   * Returns whether a listing shows another endpoint than the previous listing; called before
   * {@link #update}. If nothing was received since the previous listing, two IPv6 addresses with
   * the same hash code count as equal, because an endpoint changes only when the peer sends
   * something. Allocates nothing.
   */
  boolean isElsewhere(ListedPeer status) {
    if (status.endpointPort() != endpointPort) {
      return true;
    }
    if (endpointPort == 0) {
      return false;
    }
    Ipv6Endpoint at = endpointIpv6;
    if (at == null) {
      return !status.isAtIpv4(endpointIpv4);
    }
    boolean looksEqual = status.rxBytes() == rxBytes && status.hasAddressHash(at.hash());
    return !looksEqual && !status.isAtIpv6(at.high(), at.low(), at.scope());
  }

  void moveTo(@Nullable InetSocketAddress endpoint) {
    endpointPort = PackedEndpoint.port(endpoint);
    endpointIpv4 = PackedEndpoint.ipv4(endpoint);
    endpointIpv6 = PackedEndpoint.ipv6(endpoint);
  }

  boolean isLocated() {
    return endpointPort != 0;
  }

  /** Returns the {@link SourceKey} number of the peer's endpoint. The endpoint must be known. */
  long source() {
    return endpointIpv6 == null
        ? SourceKey.ofIpv4(endpointIpv4)
        : SourceKey.ofIpv6(endpointIpv6.high(), endpointIpv6.low());
  }

  @Nullable InetSocketAddress endpoint() {
    return PackedEndpoint.unpack(endpointIpv4, endpointIpv6, endpointPort);
  }

  /** Returns the peer's reading from the latest listing that showed the peer. */
  PeerReading reading() {
    return new PeerReading(endpoint(), instantOf(handshakeStamp), rxBytes, txBytes);
  }

  /**
   * Records when the peer's config expires.
   *
   * @param at the expiry on the monotonic clock; {@link #NO_EXPIRY} for never
   * @param wallTime the expiry on the wall clock; null for never
   * @return whether the wall-clock expiry, rounded up to a second, has changed
   */
  boolean expires(long at, @Nullable Instant wallTime) {
    int before = expiresAtSecond;
    expiresAt = at;
    expiresAtSecond = wallTime == null ? NO_EXPIRY_SECOND : secondOf(wallTime);
    return expiresAtSecond != before;
  }

  /** Returns the seconds since 1970, rounded up so that rounding never shortens a config's life. */
  private static int secondOf(Instant wallTime) {
    long second = wallTime.getEpochSecond() + (wallTime.getNano() > 0 ? 1 : 0);
    long most = Integer.toUnsignedLong(NO_EXPIRY_SECOND);
    return (int) Math.max(0, Math.min(most, second));
  }

  /**
   * Returns the nanoseconds until the peer's config expires, by the monotonic or the wall clock:
   * the shorter time counts. The monotonic expiry was computed from the wall clock when the config
   * arrived. The wall clock may have been wrong then, or may be wrong now.
   *
   * @param wallSecond the wall clock's current seconds since 1970
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
    ResidentCursor cursor = new ResidentCursor(key);
    showIn(cursor, now, wallSecond, pinned);
    return cursor.copy();
  }

  /** Moves a cursor to this peer. Ages of events that happened after {@code now} are zero. */
  void showIn(ResidentCursor cursor, long now, long wallSecond, boolean pinned) {
    cursor.key = key;
    cursor.state = isEstablished() ? PeerState.ESTABLISHED : PeerState.PROBATION;
    cursor.origin = origin();
    cursor.pinned = pinned;
    cursor.installedNanos = Math.max(0, now - installedAt);
    cursor.handshakeNanos =
        handshakeSeenAt == NEVER ? ResidentView.NEVER : Math.max(0, now - handshakeSeenAt);
    cursor.idleNanos = Math.max(0, now - usedAt);
    cursor.rxBytes = rxBytes;
    cursor.txBytes = txBytes;
    cursor.expiryNanos = untilExpiry(now, wallSecond);
    cursor.handshakeStamp = handshakeStamp;
    cursor.endpointIpv4 = endpointIpv4;
    cursor.endpointIpv6 = endpointIpv6;
    cursor.endpointPort = endpointPort;
  }

  /** Returns the {@linkplain ListedPeer#handshakeStamp stamp} of the latest listed handshake. */
  long handshakeStamp() {
    return handshakeStamp;
  }

  static @Nullable Instant instantOf(long stamp) {
    return stamp == 0 ? null : Instant.ofEpochSecond(0, stamp);
  }
}
