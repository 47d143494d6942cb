/**
 * Captures initiations with libpcap, on an interface or from a capture file, and reinjects them
 * into the kernel once their peer is installed. The entry point is {@link
 * io.jitpeers.pcap.PcapPacketSource}.
 */
@NullMarked
package io.jitpeers.pcap;

import org.jspecify.annotations.NullMarked;
