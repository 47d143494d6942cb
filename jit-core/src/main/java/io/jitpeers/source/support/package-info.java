/**
 * Building blocks for packet sources, exported only to the modules of JIT Peers. Begin with {@link
 * io.jitpeers.source.support.ReusedPacket}, a packet object whose payload is in a receive buffer.
 * {@link io.jitpeers.source.support.PacketDelivery} delivers such a packet to a handler, and copes
 * with a handler that throws or does not complete the packet.
 */
@NullMarked
package io.jitpeers.source.support;

import org.jspecify.annotations.NullMarked;
