/**
 * Decodes a captured frame to its UDP datagram: pure, without allocation, never throwing. The main
 * class is {@link io.jitpeers.pcap.internal.frame.FrameDecoder}.
 */
@NullMarked
package io.jitpeers.pcap.internal.frame;

import org.jspecify.annotations.NullMarked;
