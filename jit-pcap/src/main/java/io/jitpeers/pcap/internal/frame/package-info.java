/** From a captured frame to the UDP datagram in it: pure, without allocation, never throwing. */
@NullMarked
package io.jitpeers.pcap.internal.frame;

import org.jspecify.annotations.NullMarked;
