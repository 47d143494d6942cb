/**
 * libpcap: one class that binds it, and captures, live and from files, that read in batches. Begin
 * with {@link io.jitpeers.pcap.internal.libpcap.LibPcap}.
 */
@NullMarked
package io.jitpeers.pcap.internal.libpcap;

import org.jspecify.annotations.NullMarked;
