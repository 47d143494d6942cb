/**
 * Calls libpcap through JNA, and reads frames in batches from live captures and capture files. The
 * main class is {@link io.jitpeers.pcap.internal.libpcap.LibPcap}.
 */
@NullMarked
package io.jitpeers.pcap.internal.libpcap;

import org.jspecify.annotations.NullMarked;
