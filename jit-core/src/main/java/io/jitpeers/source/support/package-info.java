/**
 * Building blocks for packet sources, exported only to the modules of JIT Peers. Begin with {@link
 * io.jitpeers.source.support.ReusedPacket}, a packet object whose payload is in a receive buffer.
 * {@link io.jitpeers.source.support.PacketDelivery} delivers such a packet to a handler that may
 * misbehave.
 */
@NullMarked
package io.jitpeers.source.support;

import org.jspecify.annotations.NullMarked;
