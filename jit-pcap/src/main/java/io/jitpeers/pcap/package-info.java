/**
 * Initiations seen by libpcap, on an interface or in a capture file, and given back to the kernel
 * when their peer is there. Begin with {@link io.jitpeers.pcap.PcapPacketSource}.
 *
 * @since 0.1.0
 */
@NullMarked
package io.jitpeers.pcap;

import org.jspecify.annotations.NullMarked;
