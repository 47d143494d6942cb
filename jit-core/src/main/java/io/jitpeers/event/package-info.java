/**
 * The events of a running orchestrator, and the outcomes of packets. Begin with {@link
 * io.jitpeers.event.JitListener}, which receives the events. {@link io.jitpeers.event.Outcome}
 * lists the outcomes.
 */
@NullMarked
package io.jitpeers.event;

import org.jspecify.annotations.NullMarked;
