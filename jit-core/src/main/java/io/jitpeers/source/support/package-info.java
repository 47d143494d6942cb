/**
 * Building blocks of the packet sources of JIT Peers, exported to its own modules only. Begin with
 * {@link io.jitpeers.source.support.ReusedPacket}, a packet that is laid over a buffer; {@link
 * io.jitpeers.source.support.PacketDelivery} delivers it to a handler that may misbehave.
 */
@NullMarked
package io.jitpeers.source.support;

import org.jspecify.annotations.NullMarked;
