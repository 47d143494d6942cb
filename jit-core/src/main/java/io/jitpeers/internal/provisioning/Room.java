package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How the limits would affect the next initiation of a key whose peer is not resident.
 *
 * @param refusal the outcome if the initiation would be refused before the control plane is asked;
 *     null otherwise
 * @param isAtCapacity whether no place among the resident peers is free; reserved places count as
 *     taken
 */
public record Room(@Nullable Outcome refusal, boolean isAtCapacity) {}
