/**
 * Captures packets on their way into the tunnel, and sends them again. The main class is {@link
 * io.jitpeers.pcap.internal.outbound.OutboundPump}.
 */
@NullMarked
package io.jitpeers.pcap.internal.outbound;

import org.jspecify.annotations.NullMarked;
