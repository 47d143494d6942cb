/**
 * Remembers how the initiations of keys ended lately, and what the control plane answered about
 * them. Begin with {@link io.jitpeers.internal.explain.OutcomeMemory}.
 */
@NullMarked
package io.jitpeers.internal.explain;

import org.jspecify.annotations.NullMarked;
