/**
 * Decodes a captured frame to its UDP datagram. Decoding has no side effects, allocates nothing and
 * never throws. The main class is {@link io.jitpeers.pcap.internal.frame.FrameDecoder}.
 */
@NullMarked
package io.jitpeers.pcap.internal.frame;

import org.jspecify.annotations.NullMarked;
