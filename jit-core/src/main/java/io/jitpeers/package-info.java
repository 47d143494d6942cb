/**
 * Just-in-time WireGuard peer provisioning. Begin with {@link io.jitpeers.JitOrchestrator}.
 *
 * <p>{@link io.jitpeers.event.Outcome} lists the possible outcomes of a packet. {@link
 * io.jitpeers.event.JitEvent} lists the events that a listener can receive.
 */
@NullMarked
package io.jitpeers;

import org.jspecify.annotations.NullMarked;
