package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a resident peer, with times in nanoseconds.
 *
 * @param handshakeNanos the time since the peer's latest handshake; {@link #NEVER} if there was
 *     none
 * @param expiryNanos the time until the peer's config expires; {@link #NEVER} if it does not expire
 * @param handshakeStamp the time of the latest handshake, as in {@link PackedPeer#handshakeStamp}
 * @param endpointIpv4 the endpoint's IPv4 address, as in {@link PackedEndpoint}
 * @param endpointIpv6 the endpoint's IPv6 address, as in {@link PackedEndpoint}
 * @param endpointPort the endpoint's port; 0 if there is no endpoint
 */
record ResidentView(
    PublicKey key,
    PeerState state,
    PeerOrigin origin,
    boolean pinned,
    long installedNanos,
    long handshakeNanos,
    long idleNanos,
    long rxBytes,
    long txBytes,
    long expiryNanos,
    long handshakeStamp,
    int endpointIpv4,
    @Nullable Ipv6Endpoint endpointIpv6,
    char endpointPort)
    implements PackedPeer {}
