/**
 * Packets from the private side to peers that are not installed. Begin with {@link
 * io.jitpeers.wakeup.OutboundSource}, which captures them so that the orchestrator can install the
 * peer again.
 */
@NullMarked
package io.jitpeers.wakeup;

import org.jspecify.annotations.NullMarked;
