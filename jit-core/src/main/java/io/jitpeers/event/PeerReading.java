package io.jitpeers.event;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The data plane's numbers of a peer when it was last listed, as wg(8) shows them. A listing is
 * made at each sweep ({@link io.jitpeers.options.EvictionOptions}). Immutable and thread-safe.
 *
 * <p>The counters are the data plane's own. They begin at zero again when a peer leaves and comes
 * back, or is removed and added between two listings. {@link
 * io.jitpeers.statistics.JitStatistics#traffic} is the sum over all peers, which such changes do
 * not reset.
 *
 * @param endpoint where the peer was last heard from; null if not known
 * @param latestHandshake when the latest handshake was completed, by the data plane's wall clock;
 *     null if there has been none
 * @param rxBytes bytes received, encryption overhead included, zero or more
 * @param txBytes bytes sent, encryption overhead included, zero or more
 */
public record PeerReading(
    @Nullable InetSocketAddress endpoint,
    @Nullable Instant latestHandshake,
    long rxBytes,
    long txBytes) {

  /** The reading of a peer that no listing has shown since it was installed. */
  public static final PeerReading NONE = new PeerReading(null, null, 0, 0);
}
