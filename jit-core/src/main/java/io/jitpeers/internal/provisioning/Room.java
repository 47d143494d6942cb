package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Which limits the next initiation of a key meets, if its peer is not resident.
 *
 * @param refusal the outcome if it is refused before the control plane is asked; null otherwise
 * @param isAtCapacity whether no place among the resident peers is free, not counting reserved ones
 */
public record Room(@Nullable Outcome refusal, boolean isAtCapacity) {}
