package io.jitpeers.event;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The figures that the data plane reported for a peer in the latest listing of the device's peers.
 * wg(8) shows the same figures. Each eviction sweep makes a listing ({@link
 * io.jitpeers.options.EvictionOptions}). Immutable and thread-safe.
 *
 * <p>The byte counters come from the data plane. The counters start again at zero when the peer is
 * evicted and comes back, or when the peer is removed and added between two listings. The sum over
 * all peers, {@link io.jitpeers.statistics.JitStatistics#traffic}, does not start again in these
 * cases.
 *
 * @param endpoint the address and port to which packets for the peer are sent: the source of the
 *     peer's latest packet, or the configured endpoint; null if unknown
 * @param latestHandshake when the latest handshake completed, by the data plane's wall clock; null
 *     if there was none
 * @param rxBytes bytes received, including encryption overhead, zero or more
 * @param txBytes bytes sent, including encryption overhead, zero or more
 */
public record PeerReading(
    @Nullable InetSocketAddress endpoint,
    @Nullable Instant latestHandshake,
    long rxBytes,
    long txBytes) {

  /** The reading of a peer that no listing has contained since the peer's installation. */
  public static final PeerReading NONE = new PeerReading(null, null, 0, 0);
}
