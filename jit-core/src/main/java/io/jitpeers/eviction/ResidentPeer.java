package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A resident peer as an eviction policy sees it. The gateway measures all ages with its monotonic
 * clock. An age, such as the time since a handshake, is counted from the moment at which the
 * gateway noticed the event. The gateway may notice an event late, so the counted age never exceeds
 * the true age. Immutable, unless this object is the cursor of {@link HotSetView#visit}.
 *
 * <p>Only the orchestrator and the test kit implement this interface; later versions may add
 * methods. A sweep may visit hundreds of thousands of peers. Each duration is therefore also
 * available as a number of nanoseconds, so that reading the duration creates no object.
 */
public interface ResidentPeer {

  /** {@return the peer's key} */
  PublicKey key();

  /** {@return the peer's state} */
  PeerState state();

  /** {@return how the peer came onto the device} */
  PeerOrigin origin();

  /** {@return whether the peer is pinned; no sweep evicts a pinned peer} */
  boolean pinned();

  /**
   * {@return the time since the peer was installed; for a peer found on the device, the time since
   * the gateway first saw it; zero or more}
   */
  Duration sinceInstalled();

  /** {@return {@link #sinceInstalled} in nanoseconds} */
  default long installedNanos() {
    return Arguments.nanos(sinceInstalled());
  }

  /**
   * {@return the age of the peer's latest handshake, counted from when the gateway noticed the
   * handshake in a listing; zero or more; null if the peer has completed no handshake}
   */
  @Nullable Duration sinceHandshake();

  /**
   * {@return {@link #sinceHandshake} in nanoseconds; {@link Long#MAX_VALUE} if the peer has
   * completed no handshake}
   */
  default long handshakeNanos() {
    Duration session = sinceHandshake();
    return session == null ? Long.MAX_VALUE : Arguments.nanos(session);
  }

  /**
   * {@return the time since the peer last had traffic other than keepalives and handshakes, or
   * since the peer's installation if the peer had no such traffic; zero or more}
   */
  Duration idle();

  /** {@return {@link #idle} in nanoseconds} */
  default long idleNanos() {
    return Arguments.nanos(idle());
  }

  /**
   * {@return the number of bytes received from the peer, as the peer store last reported it; zero
   * or more}
   */
  long rxBytes();

  /**
   * {@return the number of bytes sent to the peer, as the peer store last reported it; zero or
   * more}
   */
  long txBytes();

  /** {@return the peer's endpoint, as the peer store last reported it; null if unknown} */
  @Nullable InetSocketAddress endpoint();

  /**
   * {@return when the peer's latest handshake completed, by the data plane's wall clock, as the
   * peer store last reported it; null if the peer completed no handshake. A wall clock can be set
   * back or forward, so use {@link #sinceHandshake} for the age of the handshake}
   */
  @Nullable Instant latestHandshake();

  /**
   * {@return the time until the peer's config expires; zero or negative if the config has expired;
   * null if the config never expires}
   */
  @Nullable Duration untilExpiry();

  /**
   * {@return {@link #untilExpiry} in nanoseconds; {@link Long#MAX_VALUE} if the config never
   * expires}
   */
  default long expiryNanos() {
    Duration left = untilExpiry();
    return left == null ? Long.MAX_VALUE : Arguments.nanos(left);
  }
}
