/**
 * Explanations of why a peer can or cannot connect. Begin with {@link
 * io.jitpeers.explain.PeerExplanation}, which {@link io.jitpeers.JitOrchestrator#explain} returns.
 */
@NullMarked
package io.jitpeers.explain;

import org.jspecify.annotations.NullMarked;
