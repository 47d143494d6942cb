package io.jitpeers.explain;

import java.time.Instant;
import java.util.Optional;

/**
 * A prediction of what would happen to a peer's next initiation if it arrived now. Immutable. Only
 * the orchestrator creates instances; later versions may add components.
 *
 * @param prospect what would happen
 * @param sentence the prediction as a sentence, with details and, if there is one, a remedy. The
 *     sentence has no fixed form; do not parse it
 * @param until when the prediction changes by itself; empty if it does not change, or if the time
 *     is unknown
 */
public record NextInitiation(Prospect prospect, String sentence, Optional<Instant> until) {}
