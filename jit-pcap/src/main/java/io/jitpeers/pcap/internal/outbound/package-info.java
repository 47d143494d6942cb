/**
 * Packets on their way into the tunnel: seen, and sent again. Begin with {@link
 * io.jitpeers.pcap.internal.outbound.OutboundPump}.
 */
@NullMarked
package io.jitpeers.pcap.internal.outbound;

import org.jspecify.annotations.NullMarked;
