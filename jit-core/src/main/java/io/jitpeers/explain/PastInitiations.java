package io.jitpeers.explain;

import io.jitpeers.event.Outcome;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A group of one peer's initiations that ended with the same outcome for the same reason. All
 * replays of a peer's initiations form a single group, whatever the reason. Immutable. Only the
 * orchestrator creates instances; later versions may add components.
 *
 * @param outcome the outcome of these initiations
 * @param reason why the latest initiation had this outcome, as a sentence without secrets; at most
 *     200 characters
 * @param count the number of these initiations, including the first one; 1 or more
 * @param first when the first of these initiations ended
 * @param latest when the latest of these initiations ended
 * @param source the address that the latest initiation came from
 * @param clockDifference how far the timestamp of the latest initiation was ahead of the gateway's
 *     wall clock when the packet arrived; negative if the client's clock was behind, or if the
 *     packet was a replayed recording of an older initiation. Kernel clients round timestamps down
 *     to steps of about 17 ms. The difference is limited to 1,000 years. Empty if the timestamp
 *     represents no wall-clock time
 */
public record PastInitiations(
    Outcome outcome,
    String reason,
    long count,
    Instant first,
    Instant latest,
    InetSocketAddress source,
    Optional<Duration> clockDifference) {}
