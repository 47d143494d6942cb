/**
 * Events of an orchestrator. Begin with {@link io.jitpeers.event.JitListener}. Every packet ends
 * with exactly one {@link io.jitpeers.event.Outcome}.
 */
@NullMarked
package io.jitpeers.event;

import org.jspecify.annotations.NullMarked;
