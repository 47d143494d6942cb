/**
 * Remembers the outcomes of each key's latest initiations, and the control plane's latest answer
 * about the key. Begin with {@link io.jitpeers.internal.explain.OutcomeMemory}.
 */
@NullMarked
package io.jitpeers.internal.explain;

import org.jspecify.annotations.NullMarked;
