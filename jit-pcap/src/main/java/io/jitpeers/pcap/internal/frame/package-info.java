/**
 * From a captured frame to the UDP datagram in it: pure, without allocation, never throwing. Begin
 * with {@link io.jitpeers.pcap.internal.frame.FrameDecoder}.
 */
@NullMarked
package io.jitpeers.pcap.internal.frame;

import org.jspecify.annotations.NullMarked;
