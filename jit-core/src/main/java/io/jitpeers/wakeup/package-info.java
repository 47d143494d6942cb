/**
 * Packets on their way out to peers that are not installed: begin with {@link
 * io.jitpeers.wakeup.OutboundSource}, which sees them and wakes the peer.
 */
@NullMarked
package io.jitpeers.wakeup;

import org.jspecify.annotations.NullMarked;
