package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a resident peer, with times in nanoseconds.
 *
 * @param handshakeNanos time since its latest handshake; {@link #NEVER} if there was none
 * @param expiryNanos time until its config expires; {@link #NEVER} if it does not
 * @param handshakeStamp as in {@link ResidentRecord}
 * @param endpointIpv4 as in {@link PackedEndpoint}
 * @param endpointIpv6 as in {@link PackedEndpoint}
 * @param endpointPort as in {@link PackedEndpoint}
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
