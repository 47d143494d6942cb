/**
 * What an orchestrator tells while it runs: begin with {@link io.jitpeers.event.JitListener}. Every
 * packet has one {@link io.jitpeers.event.Outcome}.
 */
@NullMarked
package io.jitpeers.event;

import org.jspecify.annotations.NullMarked;
