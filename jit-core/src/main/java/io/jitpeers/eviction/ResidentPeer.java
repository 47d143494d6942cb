package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A resident peer as an eviction policy sees it. All ages are by the gateway's monotonic clock,
 * from the first time a change was seen, so they are never longer than the truth. Immutable.
 *
 * <p>Made by the orchestrator only, and by the test kit for tests of policies: it may gain methods.
 * Durations are made when they are asked for, for a sweep looks at hundreds of thousands of peers,
 * of most of which a policy wants to know one thing.
 */
public interface ResidentPeer {

  /** {@return the peer's key} */
  PublicKey key();

  /** {@return where it is in its life} */
  PeerState state();

  /** {@return how it came to be there} */
  PeerOrigin origin();

  /** {@return whether somebody asked that it stays} */
  boolean pinned();

  /** {@return the time since it was installed, or first seen if it was found, zero or more} */
  Duration sinceInstalled();

  /**
   * {@return the time since its latest handshake was first seen, zero or more; null if there has
   * been none}
   */
  @Nullable Duration sinceHandshake();

  /**
   * {@return the time since bytes last moved beyond keepalives and handshakes, or since it was
   * installed if none did, zero or more}
   */
  Duration idle();

  /** {@return the bytes received, as the store reported them last, zero or more} */
  long rxBytes();

  /** {@return the bytes sent, as the store reported them last, zero or more} */
  long txBytes();

  /**
   * {@return where it was last heard from, as the store reported it last; null if it is not known}
   */
  @Nullable InetSocketAddress endpoint();

  /**
   * {@return when its latest handshake was completed, by the data plane's wall clock and as the
   * store reported it last; null if there has been none. Wall clocks are set: for an age use {@link
   * #sinceHandshake}}
   */
  @Nullable Instant latestHandshake();

  /**
   * {@return the time until its config expires, zero or negative if it has expired; null if it does
   * not expire}
   */
  @Nullable Duration untilExpiry();
}
