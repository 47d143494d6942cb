/**
 * Sources of outbound packets to peers that are not installed. Begin with {@link
 * io.jitpeers.wakeup.OutboundSource}, which captures such packets so that the orchestrator can
 * install their peers again.
 */
@NullMarked
package io.jitpeers.wakeup;

import org.jspecify.annotations.NullMarked;
