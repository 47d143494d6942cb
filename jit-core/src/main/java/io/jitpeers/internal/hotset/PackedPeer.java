package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.ResidentPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A resident peer with times in nanoseconds and a packed endpoint. Objects such as durations and
 * addresses are created only when they are requested.
 */
interface PackedPeer extends ResidentPeer {
  /**
   * Stands for the time since an event that has not happened, or until an event that never happens.
   */
  long NEVER = Long.MAX_VALUE;

  @Override
  long installedNanos();

  /** Returns the time since the latest handshake; {@link #NEVER} if there was none. */
  @Override
  long handshakeNanos();

  @Override
  long idleNanos();

  /** Returns the time until the peer's config expires; {@link #NEVER} if it does not expire. */
  @Override
  long expiryNanos();

  /**
   * Returns the time of the latest handshake by the data plane's wall clock, in nanoseconds since
   * 1970; 0 if there was none.
   */
  long handshakeStamp();

  /** Returns the endpoint's IPv4 address in the form of {@link PackedEndpoint#ipv4}. */
  int endpointIpv4();

  /** Returns the endpoint's IPv6 address in the form of {@link PackedEndpoint#ipv6}. */
  @Nullable Ipv6Endpoint endpointIpv6();

  /** Returns the endpoint's port; 0 if there is no endpoint. */
  char endpointPort();

  @Override
  default Duration sinceInstalled() {
    return Duration.ofNanos(installedNanos());
  }

  @Override
  default @Nullable Duration sinceHandshake() {
    return handshakeNanos() == NEVER ? null : Duration.ofNanos(handshakeNanos());
  }

  @Override
  default Duration idle() {
    return Duration.ofNanos(idleNanos());
  }

  @Override
  default @Nullable InetSocketAddress endpoint() {
    return PackedEndpoint.unpack(endpointIpv4(), endpointIpv6(), endpointPort());
  }

  @Override
  default @Nullable Instant latestHandshake() {
    return ResidentRecord.instantOf(handshakeStamp());
  }

  @Override
  default @Nullable Duration untilExpiry() {
    return expiryNanos() == NEVER ? null : Duration.ofNanos(expiryNanos());
  }
}
