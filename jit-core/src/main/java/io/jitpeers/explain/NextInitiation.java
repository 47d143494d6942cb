package io.jitpeers.explain;

import java.time.Instant;
import java.util.Optional;

/**
 * What would happen to a peer's next initiation if it arrived now. Immutable. Only the orchestrator
 * creates instances; later versions may add components.
 *
 * @param prospect what would happen
 * @param sentence the same as a sentence, with the details and, if there is one, a remedy. It has
 *     no fixed form; do not parse it
 * @param until when this changes by itself; empty if it does not, or if that is unknown
 */
public record NextInitiation(Prospect prospect, String sentence, Optional<Instant> until) {}
