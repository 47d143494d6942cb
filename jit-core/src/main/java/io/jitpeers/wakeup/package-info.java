/**
 * Packets on their way out to peers that are not installed: begin with {@link
 * io.jitpeers.wakeup.OutboundSource}, which sees them and wakes the peer.
 *
 * @since 0.1.0
 */
@NullMarked
package io.jitpeers.wakeup;

import org.jspecify.annotations.NullMarked;
