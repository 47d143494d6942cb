/**
 * Just-in-time WireGuard peer provisioning. Begin with {@link io.jitpeers.JitOrchestrator}.
 *
 * <p>{@link io.jitpeers.event.Outcome} names everything that can become of a packet, and {@link
 * io.jitpeers.event.JitEvent} everything that a listener is told.
 */
@NullMarked
package io.jitpeers;

import org.jspecify.annotations.NullMarked;
