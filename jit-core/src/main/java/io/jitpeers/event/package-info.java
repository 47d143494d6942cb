/**
 * Events and outcomes of a running orchestrator: begin with {@link io.jitpeers.event.JitListener}.
 * Every packet has one {@link io.jitpeers.event.Outcome}.
 */
@NullMarked
package io.jitpeers.event;

import org.jspecify.annotations.NullMarked;
