/**
 * Captures packets that the kernel routes into the WireGuard interface, and sends a packet again
 * after its peer was installed. The main class is {@link
 * io.jitpeers.pcap.internal.outbound.OutboundPump}.
 */
@NullMarked
package io.jitpeers.pcap.internal.outbound;

import org.jspecify.annotations.NullMarked;
