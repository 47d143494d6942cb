/** libpcap: one class that binds it, and captures, live and from files, that read in batches. */
@NullMarked
package io.jitpeers.pcap.internal.libpcap;

import org.jspecify.annotations.NullMarked;
