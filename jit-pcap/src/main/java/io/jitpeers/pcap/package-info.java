/**
 * Initiations seen by libpcap, on an interface or in a capture file, and given back to the kernel
 * when their peer is there. Begin with {@link io.jitpeers.pcap.PcapPacketSource}.
 */
@NullMarked
package io.jitpeers.pcap;

import org.jspecify.annotations.NullMarked;
