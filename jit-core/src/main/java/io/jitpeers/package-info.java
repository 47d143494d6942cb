/**
 * Just-in-time WireGuard peer provisioning. Begin with {@link io.jitpeers.JitOrchestrator}.
 *
 * <p>{@link io.jitpeers.event.Outcome} lists all outcomes of a packet, and {@link
 * io.jitpeers.event.JitEvent} all events that a listener receives.
 */
@NullMarked
package io.jitpeers;

import org.jspecify.annotations.NullMarked;
