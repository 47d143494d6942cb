package io.jitpeers.event;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The figures that the data plane reported for a peer in the latest listing, as wg(8) shows them.
 * Each sweep makes a listing ({@link io.jitpeers.options.EvictionOptions}). Immutable and
 * thread-safe.
 *
 * <p>The byte counters come from the data plane. They start again at zero when the peer is evicted
 * and comes back, or when the peer is removed and added between two listings. In these cases {@link
 * io.jitpeers.statistics.JitStatistics#traffic}, the sum over all peers, does not start again.
 *
 * @param endpoint the address that packets to the peer are sent to: where the peer's latest packet
 *     came from, or the configured endpoint; null if unknown
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

  /** The reading of a peer that has not been listed since its installation. */
  public static final PeerReading NONE = new PeerReading(null, null, 0, 0);
}
