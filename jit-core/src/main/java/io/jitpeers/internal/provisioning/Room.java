package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The limits that the next initiation of a key would meet, if the key's peer is not resident.
 *
 * @param refusal the outcome if the initiation would be refused before the control plane is asked;
 *     null otherwise
 * @param isAtCapacity whether no place among the resident peers is free; reserved places count as
 *     taken
 */
public record Room(@Nullable Outcome refusal, boolean isAtCapacity) {}
