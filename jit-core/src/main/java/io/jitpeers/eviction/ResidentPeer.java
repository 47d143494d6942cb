package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A resident peer as an eviction policy sees it. All ages are by the gateway's monotonic clock,
 * from the first time a change was seen, so they are never longer than the truth. Immutable.
 *
 * @param key the peer
 * @param state where it is in its life
 * @param origin how it came to be there
 * @param pinned whether somebody asked that it stays
 * @param sinceInstalled time since it was installed, or first seen if it was found
 * @param sinceHandshake time since its latest handshake was first seen; null if there has been none
 * @param idle time since it was last used, which is to say that bytes moved beyond keepalives and
 *     handshakes; since it was installed if it never was
 * @param rxBytes bytes received, as the store reported them last
 * @param txBytes bytes sent, as the store reported them last
 * @param untilExpiry time until its config expires, zero or negative if it has; null if it does not
 */
public record ResidentPeer(
    PublicKey key,
    PeerState state,
    PeerOrigin origin,
    boolean pinned,
    Duration sinceInstalled,
    @Nullable Duration sinceHandshake,
    Duration idle,
    long rxBytes,
    long txBytes,
    @Nullable Duration untilExpiry) {}
