/**
 * Finds the UDP datagram or the WireGuard transport data message in a captured frame. Decoding has
 * no side effects, allocates nothing and never throws. The main classes are {@link
 * io.jitpeers.pcap.internal.frame.FrameDecoder} and {@link
 * io.jitpeers.pcap.internal.frame.TransportDecoder}.
 */
@NullMarked
package io.jitpeers.pcap.internal.frame;

import org.jspecify.annotations.NullMarked;
