/**
 * Just-in-time WireGuard peer provisioning.
 *
 * <p>{@link io.jitpeers.event.Outcome} names everything that can become of a packet, and {@link
 * io.jitpeers.event.JitEvent} everything a listener can be told.
 */
@NullMarked
package io.jitpeers;

import org.jspecify.annotations.NullMarked;
