package io.jitpeers.explain;

import io.jitpeers.event.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Initiations of one peer that ended with the same outcome for the same reason, or as replays for
 * any reason. Immutable. Only the orchestrator creates instances; later versions may add
 * components.
 *
 * @param outcome how they ended
 * @param reason why the latest one ended so, as a sentence without secrets; at most 200 characters
 * @param count how many there were since the first one, 1 or more
 * @param first when the first one ended
 * @param latest when the latest one ended
 * @param source the address that the latest one came from
 * @param clockDifference how far the timestamp of the latest one was ahead of the gateway's wall
 *     clock when the packet arrived; negative if the client's clock was behind, or if the packet
 *     was a recording. Kernel clients round timestamps down to steps of about 17 ms. At most 1,000
 *     years; empty if the timestamp was no wall-clock time
 */
public record PastInitiations(
    Outcome outcome,
    String reason,
    long count,
    Instant first,
    Instant latest,
    InetSocketAddress source,
    Optional<Duration> clockDifference) {}
