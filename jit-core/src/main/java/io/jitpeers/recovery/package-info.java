/**
 * Sources of transport data from clients whose peers are not installed. Begin with {@link
 * io.jitpeers.recovery.TransportSource}, which captures such data so that the orchestrator can
 * install the peers and initiate handshakes.
 */
@NullMarked
package io.jitpeers.recovery;

import org.jspecify.annotations.NullMarked;
