/**
 * The binding of libpcap, and captures (live or from files) that read frames in batches. The main
 * class is {@link io.jitpeers.pcap.internal.libpcap.LibPcap}.
 */
@NullMarked
package io.jitpeers.pcap.internal.libpcap;

import org.jspecify.annotations.NullMarked;
