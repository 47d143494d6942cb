/**
 * What the packet sources of JIT Peers are made of, exported to its own modules only: packets that are completed once, laid
 * over a buffer that is used again or holding a copy of their own; their delivery to a handler that
 * may misbehave; the UDP datagram in an IP packet; and a log that a flood cannot fill.
 */
@NullMarked
package io.jitpeers.source.support;

import org.jspecify.annotations.NullMarked;
